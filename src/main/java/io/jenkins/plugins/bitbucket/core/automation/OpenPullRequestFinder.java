package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryRef;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the open pull request of a repository for two branches. Bitbucket sees to it that there is one at the most, but
 * not that a list holds nothing else: what is no open pull request of these very branches in this very repository is
 * never taken for one.
 */
record OpenPullRequestFinder(
        RepositoryClient repository, BranchName source, Optional<BranchName> destination, RestErrorDecoder errors) {

    CompletableFuture<Optional<PullRequest>> find() {
        Predicate<PullRequest> possible = found -> found.isOpen()
                && !found.isFromFork()
                && found.sourceBranch().equals(source.value())
                && destination
                        .map(into -> into.value().equals(found.destinationBranch()))
                        .orElse(true);
        return Page.collect(repository.openPullRequests(source, destination), possible, Integer.MAX_VALUE)
                .thenCompose(this::choose);
    }

    private CompletableFuture<Optional<PullRequest>> choose(List<PullRequest> possible) {
        if (possible.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (destination.isPresent()) {
            Optional<PullRequest> found =
                    of(RepositoryRef.of(repository.id()), possible).findFirst();
            if (found.isPresent()) {
                return CompletableFuture.completedFuture(found);
            }
        }
        // Which names the repository has had, and which branch is the main one, only the repository itself tells.
        return repository.get().thenApply(asked -> {
            Stream<PullRequest> found = of(RepositoryRef.of(asked), possible);
            return destination.isPresent() ? found.findFirst() : intoMainBranch(asked.mainBranch(), found.toList());
        });
    }

    private static Stream<PullRequest> of(RepositoryRef asked, List<PullRequest> possible) {
        return possible.stream()
                .filter(found -> found.repository().flatMap(asked::isSameAs).orElse(true));
    }

    private Optional<PullRequest> intoMainBranch(Optional<String> main, List<PullRequest> found) {
        if (main.isEmpty() && found.size() > 1) {
            throw errors.notFound(
                    Sentences.of("PullRequest.NoMainBranch", source), Sentences.of("PullRequest.NoMainBranchAdvice"));
        }
        return found.stream()
                .filter(p -> main.map(p.destinationBranch()::equals).orElse(true))
                .findFirst();
    }
}
