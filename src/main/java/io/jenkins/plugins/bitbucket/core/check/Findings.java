package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What is known about a token so far. The lookups run one after the other, so no two threads use it at once. */
final class Findings {

    private final Map<Scope, Grant> fromCalls = new EnumMap<>(Scope.class);
    private final Map<Scope, BitbucketException> failures = new EnumMap<>(Scope.class);
    private Set<String> granted = Set.of();

    /** Every token has scopes: if none are reported, Bitbucket does not report them. */
    void granted(Collection<String> names) {
        if (!names.isEmpty()) {
            granted = Set.copyOf(names);
        }
    }

    /** Whether all scopes are known. */
    boolean complete() {
        return !granted.isEmpty();
    }

    /** The first lookup, of the token's owner. If it fails, no others follow. */
    CompletableFuture<Optional<User>> begin(Supplier<CompletableFuture<User>> call) {
        return ask(Scope.READ_USER, call).exceptionally(failure -> {
            Throwable cause = BitbucketException.cause(failure);
            if (cause instanceof NotFound
                    || cause instanceof PermissionMissing
                    || cause instanceof Invalid
                    || cause instanceof Unavailable unavailable && unavailable.answered()) {
                failures.put(Scope.READ_USER, (BitbucketException) cause);
                return Optional.empty();
            }
            throw BitbucketException.rethrow(failure);
        });
    }

    /** A lookup that needs {@code scope}; empty if the scope is missing, or the lookup failed for another reason. */
    <T> CompletableFuture<Optional<T>> lookUp(Scope scope, Supplier<CompletableFuture<T>> call) {
        return ask(scope, call).exceptionally(failure -> {
            Throwable cause = BitbucketException.cause(failure);
            boolean first = failures.isEmpty();
            if (!(cause instanceof BitbucketException problem) || !first && problem instanceof TokenRejected) {
                throw BitbucketException.rethrow(failure);
            }
            if (!first) {
                // If neither returned anything, there is nothing to report.
                throw failures.values().iterator().next();
            }
            failures.put(scope, problem);
            return Optional.empty();
        });
    }

    /**
     * As {@link #lookUp}, unless everything is already known. Any failure, or an invalid name in a response, only
     * leaves the scope unknown.
     */
    <T> CompletableFuture<Optional<T>> tryOut(Scope scope, Supplier<CompletableFuture<T>> call) {
        if (complete()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ask(scope, call).exceptionally(failure -> {
            Throwable cause = BitbucketException.cause(failure);
            if (cause instanceof BitbucketException || cause instanceof IllegalArgumentException) {
                return Optional.empty();
            }
            throw BitbucketException.rethrow(failure);
        });
    }

    private <T> CompletableFuture<Optional<T>> ask(Scope scope, Supplier<CompletableFuture<T>> call) {
        return CompletableFuture.completedFuture(call)
                .thenCompose(Supplier::get)
                .thenApply(value -> {
                    fromCalls.put(scope, Grant.GRANTED);
                    return Optional.of(value);
                })
                .exceptionally(failure -> {
                    if (BitbucketException.cause(failure) instanceof ScopeMissing missing) {
                        fromCalls.put(scope, Grant.MISSING);
                        granted(missing.granted());
                        return Optional.empty();
                    }
                    throw BitbucketException.rethrow(failure);
                });
    }

    TokenReport report(Optional<User> user, List<Workspace> workspaces) {
        Map<Scope, Grant> grants = new EnumMap<>(Scope.class);
        if (complete()) {
            for (Scope scope : Scope.values()) {
                grants.put(scope, scope.isAmong(granted) ? Grant.GRANTED : Grant.MISSING);
            }
        }
        grants.putAll(fromCalls);
        Map<Scope, String> problems = new EnumMap<>(Scope.class);
        failures.forEach((scope, failure) -> problems.put(
                scope,
                failure instanceof TokenRejected ? Sentences.of("Report.NotForThisToken") : failure.getMessage()));
        return new TokenReport(Optional.empty(), user, workspaces, grants, problems);
    }
}
