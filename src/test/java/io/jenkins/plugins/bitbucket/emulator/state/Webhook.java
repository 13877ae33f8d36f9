package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.List;

/** Where to send a repository's events; the emulator sends none. */
public record Webhook(
        String uuid, String url, String description, boolean active, List<String> events, boolean secret, Instant on) {}
