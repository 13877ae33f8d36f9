package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The name that something has now, and those that it had before it was renamed. */
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

    /** The name that it had then. */
    synchronized String at(Instant moment) {
        return former.stream()
                .filter(old -> old.until().isAfter(moment))
                .findFirst()
                .map(Former::name)
                .orElse(name);
    }

    /** Whether it had that name, in any letter case, and has it no more. */
    synchronized boolean wasOnce(String identifier) {
        return !name.equalsIgnoreCase(identifier)
                && former.stream().anyMatch(old -> old.name().equalsIgnoreCase(identifier));
    }
}
