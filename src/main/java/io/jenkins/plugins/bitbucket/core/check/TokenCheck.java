package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out whether a token is valid, who owns it, and which scopes it has. It changes nothing.
 *
 * <p>Two requests are enough, because Bitbucket lists the granted scopes in a header of every response, and in the body
 * of a refusal for a missing scope. Otherwise a few more reads find out what they can. What a read does not reveal
 * stays open in the report, with the reason.
 */
public final class TokenCheck {

    /**
     * @param client uses the token to test
     * @return the report, also for a rejected token; fails with a {@link BitbucketException} only if Bitbucket could
     *     not be reached, or the response is not from Bitbucket's API
     */
    public CompletableFuture<TokenReport> run(BitbucketClient client) {
        Findings findings = new Findings();
        CompletableFuture<TokenReport> report = findings.begin(client::currentUser)
                .thenCompose(user -> findings.lookUp(Scope.READ_WORKSPACE, client::workspaces)
                        .thenCompose(page -> {
                            List<Workspace> workspaces = page.map(Page::values).orElse(List.of());
                            client.grantedScopes().ifPresent(findings::granted);
                            return readMore(client, workspaces, findings)
                                    .thenApply(done -> findings.report(user, workspaces));
                        }))
                .exceptionally(failure -> {
                    if (BitbucketException.cause(failure) instanceof TokenRejected rejected) {
                        return TokenReport.rejected(rejected);
                    }
                    throw BitbucketException.rethrow(failure);
                });
        return client.cancelTogether(report);
    }

    /** Reads on, one scope at a time, until a refusal lists the scopes or there is nothing left to read. */
    private static CompletableFuture<?> readMore(
            BitbucketClient client, List<Workspace> workspaces, Findings findings) {
        if (findings.complete() || workspaces.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        String workspace = workspaces.get(0).slug();
        return findings.tryOut(Scope.READ_PROJECT, () -> client.projects(workspace))
                .thenCompose(done -> findings.tryOut(Scope.READ_REPOSITORY, () -> client.repositories(workspace)))
                .thenCompose(page -> page.flatMap(p -> p.values().stream().findFirst())
                        .map(repository -> findings.tryOut(
                                Scope.READ_PULLREQUEST,
                                () -> client.repository(RepositoryId.parse(repository.fullName()))
                                        .pullRequests(Filter.is("state", "OPEN"))))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }
}
