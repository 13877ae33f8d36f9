package io.jenkins.plugins.bitbucket.core.retry;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Runs tasks with equal keys one after the other, in the order in which they were submitted, without blocking a thread.
 */
public final class KeyedSequencer {

    private final ConcurrentHashMap<Object, CompletableFuture<Void>> newest = new ConcurrentHashMap<>();

    /** Starts {@code work} when all earlier tasks for an equal {@code thing} have ended. */
    public <T> CompletableFuture<T> run(Object thing, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> before =
                Optional.ofNullable(newest.put(thing, end)).orElseGet(() -> CompletableFuture.completedFuture(null));
        CompletableFuture<T> outcome = before.thenCompose(ended -> work.get());
        // Those behind a task that is cancelled while it waits still wait for the ones before it.
        outcome.handle((value, failure) -> before)
                .thenCompose(earlier -> earlier)
                .thenRun(() -> {
                    newest.remove(thing, end);
                    end.complete(null);
                });
        return outcome;
    }
}
