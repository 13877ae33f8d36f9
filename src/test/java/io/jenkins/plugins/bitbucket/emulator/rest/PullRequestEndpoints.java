package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Lists, opens, edits and declines pull requests.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record PullRequestEndpoints(Lookup lookup, PullRequestShape shape, Paging paging) {

    private static final String PULL_REQUESTS = Route.REPOSITORY + "/pullrequests";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_PULL_REQUEST);
        List<String> both = List.of(Scopes.READ_PULL_REQUEST, Scopes.WRITE_PULL_REQUEST);
        return List.of(
                Route.of("GET", PULL_REQUESTS, reading, this::list),
                Route.of("GET", Route.REPOSITORY + "/commit/{revision}/pullrequests", reading, this::ofCommit),
                Route.of("POST", PULL_REQUESTS, both, this::open),
                Route.of("GET", PULL_REQUESTS + "/{id}", reading, this::pullRequest),
                Route.of("PUT", PULL_REQUESTS + "/{id}", both, this::update),
                Route.of("POST", PULL_REQUESTS + "/{id}/decline", both, this::decline));
    }

    /** Newest first. With {@code q}, the parameter for states is ignored. */
    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.repository(call);
        List<String> asked = call.parameters("state");
        List<String> states = asked.isEmpty() ? List.of("OPEN") : asked;
        return paging.page(
                call,
                Paging.PULL_REQUESTS,
                repository.pullRequests().stream()
                        .filter(pullRequest -> paging.query(call).isPresent() || states.contains(pullRequest.state()))
                        .sorted(Comparator.comparing(HostedPullRequest::id).reversed())
                        .map(pullRequest -> shape.json(repository, pullRequest))
                        .toList());
    }

    /** Open and closed ones that contain a commit; documented, except for their order. */
    private ServerResponse ofCommit(Call call) {
        HostedRepository repository = lookup.repository(call);
        RevCommit commit = lookup.commit(repository, call);
        return paging.page(
                call,
                Paging.PULL_REQUESTS_OF_COMMIT,
                repository.pullRequests().stream()
                        .filter(pullRequest ->
                                repository.pulls().commits(pullRequest).contains(commit))
                        .map(pullRequest -> shape.json(repository, pullRequest))
                        .toList());
    }

    private ServerResponse open(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest opened = repository.pulls().open(call.caller(), call.body());
        return call.json(201, shape.json(repository, opened)).with("Location", shape.self(repository, opened));
    }

    private ServerResponse pullRequest(Call call) {
        HostedRepository repository = lookup.repository(call);
        ObjectNode json = shape.json(repository, lookup.pullRequest(repository, call));
        return call.json(200, json);
    }

    private ServerResponse update(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest updated = repository.pulls().update(editable(repository, call), call.body(), call.caller());
        return call.json(200, shape.json(repository, updated));
    }

    private ServerResponse decline(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest declined = repository.pulls().decline(editable(repository, call), call.caller());
        return call.json(200, shape.json(repository, declined));
    }

    /** One's own, or any with write permission. */
    private HostedPullRequest editable(HostedRepository repository, Call call) {
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        if (!pullRequest.author().equals(call.caller().nickname()) && !repository.isWritableBy(call.caller())) {
            throw BitbucketError.accessDenied();
        }
        return pullRequest;
    }
}
