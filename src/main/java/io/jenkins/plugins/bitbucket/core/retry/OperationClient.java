package io.jenkins.plugins.bitbucket.core.retry;

import java.util.concurrent.CompletableFuture;

/**
 * The common part of a client for one operation, over REST or SSH. It knows whether the operation is resumed, and can
 * cancel all its work.
 *
 * @param <C> the client itself
 */
public abstract class OperationClient<C extends OperationClient<C>> {

    private final Retrier retrier;
    private volatile boolean resumed;

    /** @param retrier of this operation only */
    protected OperationClient(Retrier retrier) {
        this.retrier = retrier;
    }

    protected final Retrier retrier() {
        return retrier;
    }

    /**
     * Marks the operation as resumed, as after a restart of the program: it may already have made its change.
     *
     * @return this client
     */
    @SuppressWarnings("unchecked")
    public final C resumed() {
        resumed = true;
        return (C) this;
    }

    /** Whether the operation was started before, and its outcome is unknown. */
    public final boolean isResumed() {
        return resumed;
    }

    /** Cancels all running work and starts no more: the futures are cancelled. */
    public final void cancel() {
        retrier.cancel();
    }

    /**
     * Makes the cancellation of {@code outcome} cancel this client's work.
     *
     * @return {@code outcome}
     */
    public final <T> CompletableFuture<T> cancelTogether(CompletableFuture<T> outcome) {
        outcome.whenComplete((value, failure) -> {
            if (outcome.isCancelled()) {
                cancel();
            }
        });
        return outcome;
    }
}
