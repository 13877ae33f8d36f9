package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;

/** Somebody's opinion of a pull request. */
public record Vote(Opinion opinion, Instant on) {

    /** Bitbucket's name for it, in lower case. */
    public enum Opinion {
        APPROVED,
        CHANGES_REQUESTED
    }
}
