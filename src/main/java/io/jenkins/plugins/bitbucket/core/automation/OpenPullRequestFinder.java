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
 * Finds the open pull request of a repository for two branches. Bitbucket allows at most one, but a list may contain
 * others: only an open pull request with exactly these branches in this repository matches.
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
        // Only the repository itself knows its earlier names and its main branch.
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
