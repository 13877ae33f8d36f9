package io.jenkins.plugins.bitbucket.api;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One call on its way, whichever request it is at. */
final class Flight {

    private final AtomicInteger sent;
    private CompletableFuture<?> request;
    private boolean cancelled;

    /** @param sent counts the requests of the operation */
    Flight(AtomicInteger sent) {
        this.sent = sent;
    }

    /** Sends a request; its answer comes in a future of its own, as cancelling the client's is left to {@link #cancel}. */
    synchronized <T> CompletableFuture<T> carry(Supplier<CompletableFuture<T>> send) {
        if (cancelled) {
            return CompletableFuture.failedFuture(cancelled());
        }
        sent.incrementAndGet();
        CompletableFuture<T> sending = send.get();
        request = sending;
        CompletableFuture<T> answer = new CompletableFuture<>();
        sending.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    synchronized void cancel() {
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
