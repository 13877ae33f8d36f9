package io.jenkins.plugins.bitbucket.core.retry;

import java.util.concurrent.CompletableFuture;

/**
 * What a client for one operation is, over REST or SSH: it knows whether the operation was begun before, and can end all
 * that it does for it.
 *
 * @param <C> the client itself
 */
public abstract class OperationClient<C extends OperationClient<C>> {

    private final Retrier retrier;
    private volatile boolean resumed;

    /** @param retrier of this operation alone */
    protected OperationClient(Retrier retrier) {
        this.retrier = retrier;
    }

    protected final Retrier retrier() {
        return retrier;
    }

    /**
     * Says that the operation was begun before and its end is not known, as after a restart of the program: what it is
     * to make may have been made by it already.
     *
     * @return this client
     */
    @SuppressWarnings("unchecked")
    public final C resumed() {
        resumed = true;
        return (C) this;
    }

    /** Whether the operation was begun before and its end is not known. */
    public final boolean isResumed() {
        return resumed;
    }

    /** Ends what is under way and lets nothing start any more: the futures end cancelled. */
    public final void cancel() {
        retrier.cancel();
    }

    /**
     * Makes {@code outcome}, which this client's work leads to, end that work when it is cancelled.
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
