package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lists the repositories that a token can see, the first ones of each workspace, so that users can check whether theirs
 * are among them. It needs the scopes {@code read:workspace:bitbucket} and {@code read:repository:bitbucket}.
 */
public final class RepositoryOverview {

    /** Each workspace needs a request, and a form has no room for more. */
    static final int MAX_WORKSPACES = 10;

    /**
     * What a token can see of a workspace.
     *
     * @param workspace its slug
     * @param repositories the first hundred, as {@code workspace/slug}
     * @param more whether there are others
     */
    public record InWorkspace(String workspace, List<String> repositories, boolean more) {}

    /**
     * @param workspaces the first ones
     * @param more whether there are others
     */
    public record Report(List<InWorkspace> workspaces, boolean more) {}

    /**
     * @return what the token of {@code client} can see; fails with a {@link BitbucketException}. Cancelling it drops
     *     the running requests
     */
    public CompletableFuture<Report> run(BitbucketClient client) {
        return client.cancelTogether(client.workspaces().thenCompose(page -> {
            List<CompletableFuture<InWorkspace>> each = page.values().stream()
                    .limit(MAX_WORKSPACES)
                    .map(workspace -> inWorkspace(client, workspace))
                    .toList();
            boolean more = page.values().size() > MAX_WORKSPACES || page.next().isPresent();
            return allOf(each).thenApply(found -> new Report(found, more));
        }));
    }

    private static CompletableFuture<InWorkspace> inWorkspace(BitbucketClient client, Workspace workspace) {
        return client.repositories(workspace.slug())
                .thenApply(page -> new InWorkspace(
                        workspace.slug(),
                        page.values().stream().map(Repository::fullName).toList(),
                        page.next().isPresent()));
    }

    private static <T> CompletableFuture<List<T>> allOf(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }
}
