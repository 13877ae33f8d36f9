package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.RepositoryRef;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Deletes a branch, or finds that it does not exist. It never deletes the main branch, and deletes a branch with an
 * open pull request only if forced.
 *
 * <p>It needs three requests, one more in a fork, or two with {@code force}.
 */
public final class DeleteBranch {

    /** The scopes that it needs. */
    public static final Set<Scope> SCOPES =
            Set.of(Scope.READ_REPOSITORY, Scope.READ_PULLREQUEST, Scope.WRITE_REPOSITORY);

    /** What to do if the branch does not exist. */
    public enum IfMissing {
        /** Do nothing. */
        IGNORE,
        /** Fail with {@link NotFound}. */
        FAIL
    }

    /**
     * @param repository the repository
     * @param name the branch to delete
     * @param ifMissing what to do if the branch does not exist
     * @param force whether to delete it even if it is the source or destination of an open pull request in its
     *     repository, or, in a fork, the source of one into the parent
     */
    public record Request(RepositoryId repository, BranchName name, IfMissing ifMissing, boolean force) {
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(ifMissing, "ifMissing");
        }
    }

    /**
     * @param name the branch
     * @param deleted whether it existed and was deleted
     */
    public record Result(String name, boolean deleted) {}

    /** @return what was done; fails with a {@link BitbucketException}. Cancelling it drops the running request */
    public CompletableFuture<Result> run(Request request, BitbucketClient client) {
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new Attempt(request, client, inDoubt).start()));
    }

    /** @param inDoubt whether an earlier attempt may have deleted the branch without seeing the result */
    private record Attempt(
            Request request,
            BitbucketClient client,
            RepositoryClient repository,
            RestErrorDecoder decoder,
            boolean inDoubt) {

        Attempt(Request request, BitbucketClient client, boolean inDoubt) {
            this(
                    request,
                    client,
                    client.repository(request.repository()),
                    new RestErrorDecoder(
                            Sentences.of("Do.DeleteBranch", request.name(), request.repository()), client.credential()),
                    inDoubt);
        }

        CompletableFuture<Result> start() {
            return repository.get().thenCompose(this::checkPullRequests).thenCompose(checked -> delete());
        }

        private CompletableFuture<Void> checkPullRequests(Repository found) {
            if (found.mainBranch().filter(request.name().value()::equals).isPresent()) {
                throw decoder.invalid(Sentences.of("Branch.IsMain"), Sentences.of("Branch.IsMainAdvice"));
            }
            if (request.force()) {
                return CompletableFuture.completedFuture(null);
            }
            Predicate<PullRequest> uses = pullRequest -> pullRequest.isOpen() && uses(pullRequest, found);
            return Page.collect(repository.openPullRequestsOf(request.name()), uses, 1)
                    .thenAccept(open -> keepIfUsed(open, request.repository()))
                    .thenCompose(own -> found.parent()
                            .map(parent -> checkPullRequestsInto(parent, found))
                            .orElseGet(() -> CompletableFuture.completedFuture(null)));
        }

        /** The branch of a fork can be the source of a pull request into the parent. */
        private CompletableFuture<Void> checkPullRequestsInto(RepositoryId parent, Repository found) {
            Predicate<PullRequest> uses = pullRequest ->
                    pullRequest.isOpen() && pullRequest.isFromFork() && mayBeThis(pullRequest.sourceBranch());
            return Page.collect(
                            client.repository(parent).openPullRequestsFrom(found.fullName(), request.name()), uses, 1)
                    .exceptionally(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        if (cause instanceof NotFound || cause instanceof PermissionMissing) {
                            throw decoder.invalid(
                                    Sentences.of("Branch.ParentUnread", parent),
                                    Sentences.of("Branch.ParentUnreadAdvice"));
                        }
                        throw BitbucketException.rethrow(cause);
                    })
                    .thenAccept(open -> keepIfUsed(open, parent));
        }

        private void keepIfUsed(List<PullRequest> open, RepositoryId into) {
            open.stream().findFirst().ifPresent(pullRequest -> {
                throw decoder.invalid(
                        Sentences.of(
                                into.equals(request.repository()) ? "Branch.InUse" : "Branch.InUseOfParent",
                                pullRequest.id(),
                                shown(pullRequest.sourceBranch()),
                                shown(pullRequest.destinationBranch()),
                                into),
                        Sentences.of("Branch.InUseAdvice"));
            });
        }

        private static String shown(String branch) {
            return branch.isEmpty() ? "?" : branch;
        }

        /** A branch of the same name in a fork is another branch. An unreported branch may be this one. */
        private boolean uses(PullRequest pullRequest, Repository found) {
            boolean from = mayBeThis(pullRequest.sourceBranch()) && !pullRequest.isFromFork();
            boolean into = mayBeThis(pullRequest.destinationBranch());
            boolean elsewhere = pullRequest
                    .repository()
                    .flatMap(RepositoryRef.of(found)::isSameAs)
                    .filter(same -> !same)
                    .isPresent();
            return (from || into) && !elsewhere;
        }

        private boolean mayBeThis(String branch) {
            return branch.isEmpty() || branch.equals(request.name().value());
        }

        private CompletableFuture<Result> delete() {
            String name = request.name().value();
            return repository
                    .deleteBranch(request.name())
                    .thenApply(deleted -> new Result(name, true))
                    .exceptionally(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        // The repository existed a moment ago.
                        boolean missing = cause instanceof NotFound;
                        if (missing && (inDoubt || request.ifMissing() == IfMissing.IGNORE)) {
                            return new Result(name, inDoubt);
                        }
                        throw BitbucketException.rethrow(cause);
                    });
        }
    }
}
