package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Discussion;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.emulator.state.Vote;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The activity of pull requests, newest first.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record ActivityEndpoints(Lookup lookup, PullRequestShape shape, ReviewShapes reviewShapes, Paging paging) {

    private static final String PULL_REQUESTS = Route.REPOSITORY + "/pullrequests";

    private record Event(Instant on, ObjectNode json) {}

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_PULL_REQUEST);
        return List.of(
                Route.of("GET", PULL_REQUESTS + "/activity", reading, this::all),
                Route.of("GET", PULL_REQUESTS + "/{id}/activity", reading, this::one));
    }

    private ServerResponse all(Call call) {
        HostedRepository repository = lookup.repository(call);
        return page(call, repository.pullRequests().stream().flatMap(pullRequest -> events(repository, pullRequest)));
    }

    private ServerResponse one(Call call) {
        HostedRepository repository = lookup.repository(call);
        return page(call, events(repository, lookup.pullRequest(repository, call)));
    }

    private ServerResponse page(Call call, Stream<Event> events) {
        return paging.page(
                call,
                Paging.PULL_REQUESTS,
                events.sorted(Comparator.comparing(Event::on).reversed())
                        .map(Event::json)
                        .toList());
    }

    private Stream<Event> events(HostedRepository repository, HostedPullRequest pullRequest) {
        Discussion discussion = repository.pulls().discussion(pullRequest.id());
        ObjectNode reference = reviewShapes.reference(repository, pullRequest);
        Stream<Event> updates = discussion.updates().stream()
                .map(update ->
                        event(update.on(), "update", shape.update(repository, update.state(), update.by()), reference));
        Stream<Event> votes = discussion.votes().entrySet().stream()
                .map(vote -> event(
                        vote.getValue().on(),
                        vote.getValue().opinion() == Vote.Opinion.APPROVED ? "approval" : "changes_requested",
                        JsonNodes.object(
                                "date", Shapes.date(vote.getValue().on()),
                                "user", reviewShapes.user(vote.getKey().nickname()),
                                "pullrequest", reference),
                        reference));
        Stream<Event> comments = discussion.comments().stream()
                .map(comment -> event(
                        comment.createdOn(),
                        "comment",
                        reviewShapes.comment(repository, pullRequest, comment),
                        reference));
        return Stream.of(updates, votes, comments).flatMap(events -> events);
    }

    private static Event event(Instant on, String kind, ObjectNode what, ObjectNode pullRequest) {
        return new Event(on, JsonNodes.object(kind, what, "pull_request", pullRequest));
    }
}
