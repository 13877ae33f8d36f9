package io.jenkins.plugins.bitbucket.emulator.transport;

/** A failure of a push over SSH. */
public enum SshFault {
    NONE,
    /** The connection is closed after everything has arrived, and nothing is done. */
    DROP_BEFORE,
    /** The branch is created, and the connection is closed without a report. */
    DROP_AFTER,
    /** The server ends the connection with a reason after everything has arrived, and nothing is done. */
    DISCONNECT,
    /** A branch restriction, or another check of Bitbucket, rejects it. */
    DECLINE
}
