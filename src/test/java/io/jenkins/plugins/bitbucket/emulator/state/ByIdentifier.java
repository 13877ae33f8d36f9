package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What can be found by its present slug or its {uuid}, case-insensitive. */
final class ByIdentifier<T> {

    private final Map<String, T> known = new ConcurrentHashMap<>();

    void add(T added, String slug, String uuid) {
        known.put(lowerCase(slug), added);
        known.put(lowerCase(uuid), added);
    }

    void rename(T renamed, String former, String slug) {
        known.remove(lowerCase(former), renamed);
        known.put(lowerCase(slug), renamed);
    }

    Optional<T> find(String identifier) {
        return Optional.ofNullable(known.get(lowerCase(identifier)));
    }

    private static String lowerCase(String identifier) {
        return identifier.toLowerCase(Locale.ROOT);
    }
}
