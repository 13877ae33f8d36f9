package io.jenkins.plugins.bitbucket.emulator.transport;

/** How a push over SSH goes wrong. */
public enum SshFault {
    NONE,
    /** The connection is closed when all has arrived, and nothing is done. */
    DROP_BEFORE,
    /** The branch is made, and the connection closed without a word. */
    DROP_AFTER,
    /** A branch restriction, or another check of Bitbucket's, says no. */
    DECLINE
}
