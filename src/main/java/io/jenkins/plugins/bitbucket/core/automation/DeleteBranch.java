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
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Deletes a branch, or finds that it is not there. Never the main branch, and one with an open pull request only where
 * the request says so.
 *
 * <p>It costs three requests, one less with {@code force}.
 */
public final class DeleteBranch {

    /** The scopes that it needs. */
    public static final Set<Scope> SCOPES =
            Set.of(Scope.READ_REPOSITORY, Scope.READ_PULLREQUEST, Scope.WRITE_REPOSITORY);

    /** What to do if there is no such branch. */
    public enum IfMissing {
        /** Be content. */
        IGNORE,
        /** Fail with {@link NotFound}. */
        FAIL
    }

    /**
     * @param repository where
     * @param name the branch to delete
     * @param ifMissing what to do if there is none of that name
     * @param force whether to delete it though a pull request is open from it or into it
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
     * @param deleted whether it was there and is deleted now
     */
    public record Result(String name, boolean deleted) {}

    /**
     * @return what was done; fails with a {@link BitbucketException}. Cancelling it drops the request in flight
     */
    public CompletableFuture<Result> run(Request request, BitbucketClient client) {
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new Attempt(request, client, inDoubt).start()));
    }

    /** @param inDoubt whether an earlier attempt may have deleted the branch, and nobody saw it */
    private record Attempt(Request request, RepositoryClient repository, RestErrorDecoder decoder, boolean inDoubt) {

        Attempt(Request request, BitbucketClient client, boolean inDoubt) {
            this(
                    request,
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
                    .thenAccept(open -> open.stream().findFirst().ifPresent(pullRequest -> {
                        throw decoder.invalid(
                                Sentences.of(
                                        "Branch.InUse",
                                        pullRequest.id(),
                                        pullRequest.sourceBranch(),
                                        pullRequest.destinationBranch()),
                                Sentences.of("Branch.InUseAdvice"));
                    }));
        }

        /** A fork's branch of the same name is another branch. */
        private boolean uses(PullRequest pullRequest, Repository found) {
            boolean from = pullRequest.sourceBranch().equals(request.name().value()) && !pullRequest.isFromFork();
            boolean into = pullRequest.destinationBranch().equals(request.name().value());
            boolean elsewhere = pullRequest
                    .repository()
                    .flatMap(RepositoryRef.of(found)::isSameAs)
                    .filter(same -> !same)
                    .isPresent();
            return (from || into) && !elsewhere;
        }

        private CompletableFuture<Result> delete() {
            String name = request.name().value();
            return repository
                    .deleteBranch(request.name())
                    .thenApply(deleted -> new Result(name, true))
                    .exceptionally(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        // The repository was there a moment ago.
                        boolean missing = cause instanceof NotFound;
                        if (missing && (inDoubt || request.ifMissing() == IfMissing.IGNORE)) {
                            return new Result(name, inDoubt);
                        }
                        throw BitbucketException.rethrow(cause);
                    });
        }
    }
}
