package io.jenkins.plugins.bitbucket.testing;

/** Something happened otherwise than it should; the message says what, for someone in front of a console. */
public final class UnexpectedOutcome extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnexpectedOutcome(String message) {
        super(message);
    }
}
