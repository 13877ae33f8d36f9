package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Single commits, and the history of commits.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/">commits</a>
 */
record CommitEndpoints(Lookup lookup, GitShapes shapes, Paging paging) {

    private static final String COMMITS = Route.REPOSITORY + "/commits";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", Route.REPOSITORY + "/commit/{revision}", reading, this::commit),
                Route.of("GET", COMMITS, reading, this::all),
                Route.of("POST", COMMITS, reading, this::all),
                Route.of("GET", COMMITS + "/{revision...}", reading, this::from),
                Route.of("POST", COMMITS + "/{revision...}", reading, this::from),
                Route.of("GET", Route.REPOSITORY + "/merge-base/{spec...}", reading, this::mergeBase),
                Route.of(
                        "GET",
                        Route.REPOSITORY + "/pullrequests/{id}/commits",
                        List.of(Scopes.READ_PULL_REQUEST),
                        this::ofPullRequest));
    }

    private ServerResponse commit(Call call) {
        HostedRepository repository = lookup.repository(call);
        return call.json(200, shapes.commit(repository, lookup.commit(repository, call)));
    }

    /** The history of all branches and tags, unless some are given. */
    private ServerResponse all(Call call) {
        HostedRepository repository = lookup.repository(call);
        List<RevCommit> included = named(repository, call, "include");
        BareRepository git = repository.git();
        return log(
                call,
                repository,
                included.isEmpty()
                        ? Stream.of(git.branches(), git.refs(Constants.R_TAGS))
                                .flatMap(refs -> refs.values().stream())
                                .toList()
                        : included);
    }

    private ServerResponse from(Call call) {
        HostedRepository repository = lookup.repository(call);
        List<RevCommit> included = named(repository, call, "include");
        RevCommit revision = lookup.commit(repository, call);
        return log(
                call,
                repository,
                Stream.concat(included.stream(), Stream.of(revision)).toList());
    }

    private ServerResponse log(Call call, HostedRepository repository, Collection<? extends ObjectId> included) {
        String path = call.formParameters("path").stream().findFirst().orElse("");
        return page(
                call, repository, repository.git().history().log(included, named(repository, call, "exclude"), path));
    }

    private List<RevCommit> named(HostedRepository repository, Call call, String parameter) {
        return call.formParameters(parameter).stream()
                .map(revision -> lookup.commit(repository, revision))
                .toList();
    }

    private ServerResponse mergeBase(Call call) {
        HostedRepository repository = lookup.repository(call);
        List<RevCommit> two = lookup.range(repository, call.variable("spec"));
        if (two.size() != 2) {
            throw BitbucketError.of(400, "Two commits are needed, as in 3a8b42..9ff173");
        }
        return repository
                .git()
                .history()
                .mergeBase(two.get(0), two.get(1))
                .map(base -> call.json(200, shapes.commit(repository, base)))
                .orElseThrow(() -> BitbucketError.of(404, "There is no common ancestor"));
    }

    /** In chronological order, and none after the source branch is deleted; documented. */
    private ServerResponse ofPullRequest(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        if (repository.tip(pullRequest.source()).isEmpty()) {
            return page(call, repository, List.of());
        }
        List<RevCommit> commits = repository.pulls().commits(pullRequest);
        Collections.reverse(commits);
        // Seen for these: https://github.com/apache/devlake/issues/4546
        int page = Paging.number(call, "page", 1);
        if (page > 1 && (page - 1L) * Paging.number(call, "pagelen", Paging.COMMITS.usual()) >= commits.size()) {
            throw BitbucketError.of(400, "Invalid page");
        }
        return page(call, repository, commits);
    }

    private ServerResponse page(Call call, HostedRepository repository, List<RevCommit> commits) {
        return paging.page(
                call,
                Paging.COMMITS,
                commits.stream()
                        .map(commit -> shapes.commit(repository, commit))
                        .toList());
    }
}
