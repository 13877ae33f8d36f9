package io.jenkins.plugins.bitbucket.core.automation;

import java.util.concurrent.CompletableFuture;

/** A lookup after a failure, to see whether the change was made nevertheless. */
final class LookupAfterFailure {

    private LookupAfterFailure() {}

    /** The result of {@code lookup}; if that fails too, {@code failure}, which says more about the change. */
    static <T> CompletableFuture<T> of(Throwable failure, CompletableFuture<T> lookup) {
        return lookup.exceptionallyCompose(failed -> CompletableFuture.failedFuture(failure));
    }
}
