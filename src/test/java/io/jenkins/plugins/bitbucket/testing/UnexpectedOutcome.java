package io.jenkins.plugins.bitbucket.testing;

/** Something happened that should not; the message says what, for a user at a console. */
public final class UnexpectedOutcome extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnexpectedOutcome(String message) {
        super(message);
    }
}
