package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.TokenRejected;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Finds out whether a token is good, whose it is, and which scopes it has, without changing anything.
 *
 * <p>Two requests tell it all, because Bitbucket names the granted scopes in a header of every answer, and in the body
 * of a refusal for a missing scope. Where it does not, a few more reads tell what can be known.
 */
public final class TokenCheck {

    /**
     * @param client acts with the token to test
     * @return the report, also on a token that is rejected; fails with a {@link BitbucketException} only if Bitbucket
     *     could not be asked
     */
    public CompletableFuture<TokenReport> run(BitbucketClient client) {
        Findings findings = new Findings();
        CompletableFuture<TokenReport> report = findings.ask(Scope.READ_USER, client::currentUser)
                .thenCompose(user -> findings.ask(Scope.READ_WORKSPACE, client::workspaces)
                        .thenCompose(page -> {
                            List<Workspace> workspaces = page.map(Page::values).orElse(List.of());
                            client.grantedScopes().ifPresent(findings::told);
                            return readMore(client, workspaces, findings)
                                    .thenApply(done -> findings.report(user, workspaces));
                        }))
                .exceptionally(failure -> {
                    if (BitbucketException.cause(failure) instanceof TokenRejected rejected) {
                        return TokenReport.rejected(rejected.reason());
                    }
                    throw BitbucketException.rethrow(failure);
                });
        return client.cancelTogether(report);
    }

    /** Reads on, a scope at a time, until a refusal names the scopes or there is nothing left to read. */
    private static CompletableFuture<?> readMore(
            BitbucketClient client, List<Workspace> workspaces, Findings findings) {
        if (findings.complete() || workspaces.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        String workspace = workspaces.get(0).slug();
        return findings.tryOut(Scope.READ_PROJECT, () -> client.projects(workspace))
                .thenCompose(done -> findings.tryOut(Scope.READ_REPOSITORY, () -> client.repositories(workspace)))
                .thenCompose(page -> {
                    Optional<Repository> repository =
                            page.flatMap(p -> p.values().stream().findFirst());
                    return repository.isEmpty()
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : findings.tryOut(Scope.READ_PULLREQUEST, () -> client.repository(
                                            RepositoryId.parse(repository.get().fullName()))
                                    .pullRequests(Filter.is("state", "OPEN")));
                });
    }

    /** What is known so far. Steps follow each other, so that nothing here is used by two threads at once. */
    private static final class Findings {
        private final Map<Scope, Grant> fromCalls = new EnumMap<>(Scope.class);
        private Optional<Set<String>> names = Optional.empty();

        void told(Set<String> scopes) {
            names = Optional.of(scopes);
        }

        boolean complete() {
            return names.isPresent();
        }

        /** Makes a call that needs {@code scope}; empty if the scope is missing. */
        <T> CompletableFuture<Optional<T>> ask(Scope scope, Supplier<CompletableFuture<T>> call) {
            return CompletableFuture.completedFuture(call)
                    .thenCompose(Supplier::get)
                    .thenApply(value -> {
                        fromCalls.put(scope, Grant.GRANTED);
                        return Optional.of(value);
                    })
                    .exceptionally(failure -> {
                        if (BitbucketException.cause(failure) instanceof ScopeMissing missing) {
                            fromCalls.put(scope, Grant.MISSING);
                            told(missing.granted());
                            return Optional.empty();
                        }
                        throw BitbucketException.rethrow(failure);
                    });
        }

        /**
         * As {@link #ask}, unless all is known already; another failure only leaves the scope unknown, and so does a
         * name that an answer told and that can be none.
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

        TokenReport report(Optional<User> user, List<Workspace> workspaces) {
            Map<Scope, Grant> grants = new EnumMap<>(Scope.class);
            names.ifPresent(granted -> {
                for (Scope scope : Scope.values()) {
                    grants.put(scope, scope.isAmong(granted) ? Grant.GRANTED : Grant.MISSING);
                }
            });
            grants.putAll(fromCalls);
            return new TokenReport(Optional.empty(), user, workspaces, grants);
        }
    }
}
