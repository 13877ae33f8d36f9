package io.jenkins.plugins.bitbucket.emulator.git;

/** Why git can't merge. */
public final class MergeRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** The kinds of it. */
    public enum Reason {
        CONFLICT,
        NOT_A_FAST_FORWARD
    }

    private final Reason reason;

    MergeRefused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
