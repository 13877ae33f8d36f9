package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The current and the former names of something. */
final class Names {

    private record Former(String name, Instant until) {}

    private final List<Former> former = new ArrayList<>();
    private String name;

    Names(String name) {
        this.name = name;
    }

    synchronized String now() {
        return name;
    }

    synchronized void rename(String name) {
        former.add(new Former(this.name, Instant.now()));
        this.name = name;
    }

    /** Its name at that time. */
    synchronized String at(Instant moment) {
        return former.stream()
                .filter(old -> old.until().isAfter(moment))
                .findFirst()
                .map(Former::name)
                .orElse(name);
    }

    /** Whether it had this name before, case-insensitive. */
    synchronized boolean wasOnce(String identifier) {
        return !name.equalsIgnoreCase(identifier)
                && former.stream().anyMatch(old -> old.name().equalsIgnoreCase(identifier));
    }
}
