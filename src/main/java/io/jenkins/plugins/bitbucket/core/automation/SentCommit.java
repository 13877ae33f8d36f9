package io.jenkins.plugins.bitbucket.core.automation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Which commit was the newest one of the branch when a commit was last sent. By this an operation finds its own commit
 * after an answer was lost; over a restart of the program it has to be kept.
 */
public final class SentCommit {

    /** Stands for the parent of the first commit of a repository. */
    private static final String NO_PARENT = "";

    private final Function<String, CompletableFuture<Void>> keep;
    private volatile String parent;

    /**
     * @param parent what was kept before a restart; null if nothing was
     * @param keep keeps the parent of what is about to be sent, which waits for it
     */
    public SentCommit(String parent, Function<String, CompletableFuture<Void>> keep) {
        this.parent = parent;
        this.keep = keep;
    }

    /** For a program that keeps nothing. */
    public static SentCommit unknown() {
        return new SentCommit(null, hash -> CompletableFuture.completedFuture(null));
    }

    boolean isKnown() {
        return parent != null;
    }

    /** The parent of what was sent; none if it was to be the first commit of all. */
    Optional<String> parent() {
        return Optional.ofNullable(parent).filter(hash -> !hash.equals(NO_PARENT));
    }

    CompletableFuture<Void> remember(Optional<String> hash) {
        String next = hash.orElse(NO_PARENT);
        if (next.equals(parent)) {
            return CompletableFuture.completedFuture(null);
        }
        parent = next;
        return keep.apply(next);
    }
}
