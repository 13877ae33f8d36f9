package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;

/** What someone thinks of a pull request. */
public record Vote(Opinion opinion, Instant on) {

    /** As Bitbucket writes it in lower case. */
    public enum Opinion {
        APPROVED,
        CHANGES_REQUESTED
    }
}
