package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Pull requests, and who reviews by default.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record PullRequestEndpoints(Lookup lookup, PullRequestShape shape, Shapes shapes, Paging paging) {

    private static final String REPOSITORY = "/repositories/{workspace}/{repository}";
    private static final String PULL_REQUESTS = REPOSITORY + "/pullrequests";

    /** Half of what other collections allow. */
    private static final int LONGEST_PAGE = 50;

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_PULL_REQUEST);
        List<String> both = List.of(Scopes.READ_PULL_REQUEST, Scopes.WRITE_PULL_REQUEST);
        return List.of(
                Route.of("GET", PULL_REQUESTS, reading, this::list),
                Route.of("POST", PULL_REQUESTS, both, this::open),
                Route.of("GET", PULL_REQUESTS + "/{id}", reading, this::pullRequest),
                Route.of("PUT", PULL_REQUESTS + "/{id}", both, this::update),
                Route.of("POST", PULL_REQUESTS + "/{id}/decline", both, this::decline),
                Route.of("GET", REPOSITORY + "/default-reviewers", reading, this::defaultReviewers),
                Route.of("GET", REPOSITORY + "/effective-default-reviewers", reading, this::effectiveReviewers));
    }

    /** The newest first. With {@code q}, the states that are asked for outside of it are ignored. */
    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.repository(call);
        List<String> asked = call.parameters("state");
        List<String> states = asked.isEmpty() ? List.of("OPEN") : asked;
        return paging.page(
                call,
                LONGEST_PAGE,
                repository.pullRequests().stream()
                        .filter(pullRequest -> call.parameter("q").isPresent() || states.contains(pullRequest.state()))
                        .sorted(Comparator.comparing(HostedPullRequest::id).reversed())
                        .map(pullRequest -> shape.json(repository, pullRequest))
                        .toList());
    }

    private ServerResponse open(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest opened = repository.pulls().open(call.caller(), call.body());
        return ServerResponse.json(201, shape.json(repository, opened))
                .with("Location", shape.self(repository, opened));
    }

    private ServerResponse pullRequest(Call call) {
        HostedRepository repository = lookup.repository(call);
        ObjectNode json = shape.json(repository, find(repository, call));
        return ServerResponse.json(200, Fields.of(call).trim(json));
    }

    private ServerResponse update(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest updated = repository.pulls().update(editable(repository, call), call.body());
        return ServerResponse.json(200, shape.json(repository, updated));
    }

    private ServerResponse decline(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest declined = repository.pulls().decline(editable(repository, call));
        return ServerResponse.json(200, shape.json(repository, declined));
    }

    private ServerResponse defaultReviewers(Call call) {
        return reviewers(call, shapes::user);
    }

    private ServerResponse effectiveReviewers(Call call) {
        return reviewers(
                call,
                reviewer -> JsonNodes.object(
                        "type", "default_reviewer", "reviewer_type", "repository", "user", shapes.user(reviewer)));
    }

    private ServerResponse reviewers(Call call, Function<Account, ObjectNode> form) {
        return paging.page(
                call,
                Paging.LONGEST,
                lookup.repository(call).defaultReviewers().stream().map(form).toList());
    }

    private static HostedPullRequest find(HostedRepository repository, Call call) {
        return repository.pulls().find(call.variable("id")).orElseThrow(BitbucketError::notFound);
    }

    /** One's own, or any for those who may write. */
    private static HostedPullRequest editable(HostedRepository repository, Call call) {
        HostedPullRequest pullRequest = find(repository, call);
        if (!pullRequest.author().equals(call.caller().nickname()) && !repository.isWritableBy(call.caller())) {
            throw BitbucketError.accessDenied();
        }
        return pullRequest;
    }
}
