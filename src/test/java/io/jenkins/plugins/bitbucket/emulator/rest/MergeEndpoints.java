package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.MergeStyle;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.MergeOptions;
import io.jenkins.plugins.bitbucket.emulator.state.PullRequests;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Merges pull requests, immediately or in the background.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record MergeEndpoints(Lookup lookup, PullRequestShape shape, Shapes shapes, Quirks quirks) {

    private static final String MERGE = Route.REPOSITORY + "/pullrequests/{id}/merge";

    List<Route> routes() {
        return List.of(
                Route.of("POST", MERGE, List.of(Scopes.READ_PULL_REQUEST, Scopes.WRITE_PULL_REQUEST), this::merge),
                Route.of("GET", MERGE + "/task-status/{task}", List.of(Scopes.READ_PULL_REQUEST), this::task));
    }

    private ServerResponse merge(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        MergeOptions options = options(call.request().content().isEmpty() ? JsonNodes.object() : call.body());
        PullRequests pullRequests = repository.pulls();
        Supplier<HostedPullRequest> work = () -> pullRequests.merge(pullRequest.id(), options, call.caller());
        boolean background = call.parameter("async").equals(Optional.of("true")) || quirks.doMergesGoOnInBackground();
        if (!background) {
            return call.json(200, shape.json(repository, work.get()));
        }
        String task = pullRequests.mergeTasks().start(pullRequest.id(), call.caller(), quirks.backgroundPolls(), work);
        return ServerResponse.empty(202).with("Location", link(repository, pullRequest, task));
    }

    private static MergeOptions options(JsonNode body) {
        String strategy = body.path("merge_strategy").asText("merge_commit");
        MergeStyle style = List.of(MergeStyle.values()).stream()
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(strategy))
                .findFirst()
                .orElseThrow(
                        () -> BitbucketError.field("merge_strategy", "\"" + strategy + "\" is not a merge strategy"));
        return new MergeOptions(
                style,
                Optional.of(body.path("message").asText("")).filter(message -> !message.isBlank()),
                Optional.of(body.path("close_source_branch"))
                        .filter(JsonNode::isBoolean)
                        .map(JsonNode::booleanValue));
    }

    private ServerResponse task(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        String task = call.variable("task");
        boolean done = repository.pulls().mergeTasks().isDone(task, pullRequest.id(), call.caller());
        ObjectNode status = JsonNodes.object(
                "task_status",
                done ? "SUCCESS" : "PENDING",
                "links",
                JsonNodes.object("self", Shapes.link(link(repository, pullRequest, task))));
        if (done) {
            status.set("merge_result", shape.json(repository, pullRequest));
        }
        return call.json(200, status);
    }

    private String link(HostedRepository repository, HostedPullRequest pullRequest, String task) {
        return shapes.api(repository, "pullrequests", Integer.toString(pullRequest.id()), "merge", "task-status", task);
    }
}
