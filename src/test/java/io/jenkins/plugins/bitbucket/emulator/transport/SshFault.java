package io.jenkins.plugins.bitbucket.emulator.transport;

/**
 * A failure of a push over SSH.
 *
 * @see <a href="https://git-scm.com/docs/pack-protocol#_report_status">the report of a push</a>, and its error line
 */
public enum SshFault {
    NONE,
    /** The connection is closed after everything has arrived, and nothing is done. */
    DROP_BEFORE,
    /** The branch is created, and the connection is closed without a report. */
    DROP_AFTER,
    /** The server ends the connection with a reason after everything has arrived, and nothing is done. */
    DISCONNECT,
    /** A branch restriction, or another check of Bitbucket, rejects it. */
    DECLINE,
    /** It is rejected without a reason. */
    REJECT,
    /** Nothing is done, and the server sends an error in place of its report. */
    ERROR_BEFORE,
    /** The branch is created, and the server sends an error in place of its report. */
    ERROR_AFTER,
    /** The branch is created, and the server's report has no line on it. */
    NO_RESULT
}
