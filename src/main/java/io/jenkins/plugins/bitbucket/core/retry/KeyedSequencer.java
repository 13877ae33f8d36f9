package io.jenkins.plugins.bitbucket.core.retry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets what touches the same thing follow each other, in the order in which it came; no thread waits. */
public final class KeyedSequencer {

    private final ConcurrentHashMap<Object, CompletableFuture<Void>> newest = new ConcurrentHashMap<>();

    /** Starts {@code work} as soon as all that came before it for an equal {@code thing} has ended. */
    public <T> CompletableFuture<T> run(Object thing, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> before = newest.put(thing, end);
        CompletableFuture<T> outcome = (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                .thenCompose(ended -> work.get());
        outcome.whenComplete((value, failure) -> {
            newest.remove(thing, end);
            end.complete(null);
        });
        return outcome;
    }
}
