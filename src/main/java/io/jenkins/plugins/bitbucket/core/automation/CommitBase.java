package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.Branch;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Commit;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Hash;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Named;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Tagged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The base of a commit on a branch.
 *
 * @param branchExists whether the branch exists
 * @param commit the full hash of its newest commit, or of the commit where it will start; none in an empty repository
 * @param url the page of that commit
 */
record CommitBase(boolean branchExists, Optional<String> commit, Optional<URI> url) {

    /** Finds it, with one request if the branch exists or starts from another given branch. */
    static CompletableFuture<CommitBase> find(
            RepositoryClient repository, BranchName branch, StartPoint from, RestErrorDecoder errors) {
        if (from instanceof Named start && !start.name().equals(branch)) {
            return besideStart(repository, branch, start.name(), errors);
        }
        return repository.branch(branch).thenApply(CommitBase::ofBranch).exceptionallyCompose(failure -> {
            Throwable cause = BitbucketException.cause(failure);
            return cause instanceof NotFound ? atStart(repository, from, cause) : CompletableFuture.failedFuture(cause);
        });
    }

    /** The page of a commit on top of this one. */
    Optional<URI> urlOf(String hash) {
        return url.flatMap(page -> commit.map(base -> URI.create(page.toString().replace(base, hash))));
    }

    private static CommitBase ofBranch(Branch branch) {
        return new CommitBase(true, Optional.of(branch.commit()), branch.commitUrl());
    }

    private static CommitBase startingAt(Commit commit) {
        return new CommitBase(false, Optional.of(commit.hash()), commit.url());
    }

    private static CommitBase startingAt(Branch branch) {
        return new CommitBase(false, Optional.of(branch.commit()), branch.commitUrl());
    }

    private static CompletableFuture<CommitBase> besideStart(
            RepositoryClient repository, BranchName branch, BranchName start, RestErrorDecoder errors) {
        Filter either = Filter.any(List.of(Filter.is("name", branch.value()), Filter.is("name", start.value())));
        return Page.collect(
                        repository.branches(either),
                        found -> found.name().equals(branch.value())
                                || found.name().equals(start.value()),
                        2)
                .thenCompose(found -> named(branch, found)
                        .map(CommitBase::ofBranch)
                        .or(() -> named(start, found).map(CommitBase::startingAt))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> atTag(repository, start)
                                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                                        BitbucketException.cause(failure) instanceof NotFound
                                                ? errors.notFound(
                                                        Sentences.of("Branch.NoBranchOrTag", start),
                                                        Sentences.of("Branch.StartAdvice"))
                                                : failure))));
    }

    private static Optional<Branch> named(BranchName name, List<Branch> branches) {
        return branches.stream()
                .filter(branch -> branch.name().equals(name.value()))
                .findFirst();
    }

    /** @param missing the error that says that the branch does not exist */
    private static CompletableFuture<CommitBase> atStart(
            RepositoryClient repository, StartPoint from, Throwable missing) {
        if (from instanceof Hash commit) {
            return repository.commit(commit.hash()).thenApply(CommitBase::startingAt);
        }
        if (from instanceof Tagged tagged) {
            return atTag(repository, tagged.tag());
        }
        if (from instanceof Named) {
            return CompletableFuture.failedFuture(missing);
        }
        return repository
                .get()
                .thenCompose(found -> found.mainBranch()
                        .map(main -> repository.branch(new BranchName(main)).thenApply(CommitBase::startingAt))
                        .orElseGet(() -> CompletableFuture.completedFuture(
                                new CommitBase(false, Optional.empty(), Optional.empty()))));
    }

    private static CompletableFuture<CommitBase> atTag(RepositoryClient repository, BranchName tag) {
        return repository
                .tag(tag)
                .thenCompose(found -> repository.commit(found.commit()))
                .thenApply(CommitBase::startingAt);
    }
}
