package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * Build statuses of commits. Setting one needs only the read scope, according to the description, unless a {@link
 * Quirks quirk} requires more.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses/">commit statuses</a>
 */
record StatusEndpoints(Lookup lookup, Shapes shapes, Paging paging, Quirks quirks) {

    private static final String COMMIT = Route.REPOSITORY + "/commit/{revision}";
    private static final String ONE = COMMIT + "/statuses/build/{key...}";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", COMMIT + "/statuses", reading, this::list),
                Route.of("POST", COMMIT + "/statuses/build", reading, this::create),
                Route.of("GET", ONE, reading, this::one),
                Route.of("PUT", ONE, reading, this::update),
                Route.of(
                        "GET",
                        Route.REPOSITORY + "/pullrequests/{id}/statuses",
                        List.of(Scopes.READ_PULL_REQUEST),
                        this::ofPullRequest));
    }

    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.repository(call);
        String commit = lookup.commit(repository, call).name();
        return page(
                call,
                repository,
                repository.statuses(commit).stream()
                        .filter(status ->
                                call.parameter("refname").map(status::isFor).orElse(true))
                        .toList());
    }

    /**
     * The statuses of the pull request's newest commit, for its branch or for none; uncertain for those of older
     * commits.
     */
    private ServerResponse ofPullRequest(Call call) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        return page(
                call,
                repository,
                repository.statuses(pullRequest.sourceHash()).stream()
                        .filter(status -> status.isFor(pullRequest.source()))
                        .toList());
    }

    private ServerResponse page(Call call, HostedRepository repository, List<CommitStatus> statuses) {
        return paging.page(
                call,
                Paging.USUAL,
                statuses.stream().map(status -> shape(repository, status)).toList());
    }

    private ServerResponse create(Call call) {
        requireScope(call);
        HostedRepository repository = lookup.repository(call);
        String commit = lookup.commit(repository, call).name();
        return call.json(201, shape(repository, repository.statuses().put(commit, call.body())));
    }

    private ServerResponse one(Call call) {
        HostedRepository repository = lookup.repository(call);
        return call.json(200, shape(repository, find(repository, call)));
    }

    private ServerResponse update(Call call) {
        requireScope(call);
        HostedRepository repository = lookup.repository(call);
        CommitStatus updated = repository.statuses().update(find(repository, call), call.body());
        return call.json(200, shape(repository, updated));
    }

    private CommitStatus find(HostedRepository repository, Call call) {
        String commit = lookup.commit(repository, call).name();
        return repository
                .statuses()
                .find(commit, call.variable("key"))
                .orElseThrow(() -> BitbucketError.of(404, "No build status with key " + call.variable("key")));
    }

    private void requireScope(Call call) {
        if (quirks.doStatusesWantWriteScope()) {
            call.require(List.of(Scopes.WRITE_REPOSITORY));
        }
    }

    private ObjectNode shape(HostedRepository repository, CommitStatus status) {
        String commit = status.commit();
        return JsonNodes.object(
                "type", "build",
                "key", status.key(),
                "state", status.state(),
                "url", status.url(),
                "name", status.name(),
                "description", status.description(),
                "refname", status.refname(),
                "created_on", Shapes.date(status.createdOn()),
                "updated_on", Shapes.date(status.updatedOn()),
                "commit",
                        JsonNodes.object(
                                "type", "commit", "hash", commit, "links", shapes.commitLinks(repository, commit)),
                "repository", shapes.repositoryReference(repository),
                "links",
                        JsonNodes.object(
                                "self",
                                        Shapes.link(shapes.api(
                                                repository, "commit", commit, "statuses", "build", status.key())),
                                "commit", Shapes.link(shapes.api(repository, "commit", commit))));
    }
}
