package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import io.jenkins.plugins.bitbucket.emulator.state.Discussion;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * Comments on pull requests. Adding one needs only the read scope, according to the description.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record CommentEndpoints(Lookup lookup, ReviewShapes shapes, Paging paging) {

    private static final String COMMENTS = Route.REPOSITORY + "/pullrequests/{id}/comments";
    private static final String COMMENT = COMMENTS + "/{comment}";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_PULL_REQUEST);
        return List.of(
                Route.of("GET", COMMENTS, reading, this::list),
                Route.of("POST", COMMENTS, reading, this::add),
                Route.of("GET", COMMENT, reading, this::one),
                Route.of("PUT", COMMENT, reading, this::edit),
                Route.of("DELETE", COMMENT, reading, this::delete));
    }

    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        return paging.page(
                call,
                Paging.USUAL,
                repository.comments(pullRequest.id()).stream()
                        .map(comment -> shapes.comment(repository, pullRequest, comment))
                        .toList());
    }

    private ServerResponse add(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        Comment added = discussion(repository, pullRequest).add(call.caller(), call.body());
        return call.json(201, shapes.comment(repository, pullRequest, added))
                .with("Location", shapes.self(repository, pullRequest, added));
    }

    private ServerResponse one(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        Comment comment = discussion(repository, pullRequest).comment(call.variable("comment"));
        return call.json(200, shapes.comment(repository, pullRequest, comment));
    }

    private ServerResponse edit(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        Discussion discussion = discussion(repository, pullRequest);
        Comment comment = discussion.comment(call.variable("comment"));
        return call.json(
                200, shapes.comment(repository, pullRequest, discussion.edit(comment, call.caller(), call.body())));
    }

    private ServerResponse delete(Call call) {
        HostedRepository repository = lookup.repository(call);
        Discussion discussion = discussion(repository, lookup.pullRequest(repository, call));
        discussion.delete(discussion.comment(call.variable("comment")), call.caller());
        return ServerResponse.empty(204);
    }

    private static Discussion discussion(HostedRepository repository, HostedPullRequest pullRequest) {
        return repository.pulls().discussion(pullRequest.id());
    }
}
