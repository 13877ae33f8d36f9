package io.jenkins.plugins.bitbucket.core.http;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** One call on its way, whichever request it is at. */
public final class Flight {

    private final AtomicInteger sent;
    private CompletableFuture<?> request;
    private boolean cancelled;

    /** @param sent counts the requests of the operation */
    public Flight(AtomicInteger sent) {
        this.sent = sent;
    }

    /**
     * Sends a request.
     *
     * @param answer is completed by whoever reads the answer, after {@link #landed}; fails here if the request does
     * @param unread makes the answer of what came back though nobody has read anything
     */
    synchronized <R, T> CompletableFuture<T> carry(
            CompletableFuture<T> answer, Supplier<CompletableFuture<R>> send, Function<R, T> unread) {
        if (cancelled) {
            return CompletableFuture.failedFuture(cancelled());
        }
        sent.incrementAndGet();
        CompletableFuture<R> sending = send.get();
        request = sending;
        sending.whenComplete((response, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (response != null) {
                answer.complete(unread.apply(response));
            }
        });
        return answer;
    }

    /**
     * Says that the request's answer has been read. The JDK's client would hand it to the common pool, which on a
     * machine with two processors is a new thread each time; it does not where nobody waits for it.
     */
    synchronized void landed() {
        if (request != null) {
            request.complete(null);
        }
    }

    public synchronized void cancel() {
        cancelled = true;
        if (request != null) {
            request.cancel(true);
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    static CancellationException cancelled() {
        return new CancellationException("The operation was cancelled.");
    }
}
