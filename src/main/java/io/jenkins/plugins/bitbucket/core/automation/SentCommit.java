package io.jenkins.plugins.bitbucket.core.automation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Remembers the newest commit of the branch when a commit was last sent. With it, an operation finds its own commit
 * after a lost response. To survive a restart, it must be stored.
 */
public final class SentCommit {

    /** Stands for the parent of the first commit of a repository. */
    private static final String NO_PARENT = "";

    private final Function<String, CompletableFuture<Void>> keep;
    private volatile String parent;

    /**
     * @param parent what was stored before a restart; null if nothing was
     * @param keep stores the parent of the commit to send, before it is sent
     */
    public SentCommit(String parent, Function<String, CompletableFuture<Void>> keep) {
        this.parent = parent;
        this.keep = keep;
    }

    /** For a program that stores nothing. */
    public static SentCommit unknown() {
        return new SentCommit(null, hash -> CompletableFuture.completedFuture(null));
    }

    boolean isKnown() {
        return parent != null;
    }

    /** The parent of the sent commit; none if it was to be the first commit. */
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
