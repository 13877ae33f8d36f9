package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest.Closing;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.LostPart;
import java.util.List;
import java.util.Set;

/** A pull request as JSON, with hashes of 12 characters. */
record PullRequestShape(Uris uris, Shapes shapes, ReviewShapes reviewShapes) {

    private static final int HASH_LENGTH = 12;

    private static final List<String> PARTS = List.of(
            "commits",
            "diff",
            "diffstat",
            "comments",
            "activity",
            "merge",
            "decline",
            "approve",
            "request-changes",
            "statuses");

    ObjectNode json(HostedRepository repository, HostedPullRequest pullRequest) {
        Set<LostPart> lost = repository.pulls().lost(pullRequest.id());
        ObjectNode json = JsonNodes.object(
                "type", "pullrequest",
                "id", pullRequest.id(),
                "title", pullRequest.title(),
                "description", pullRequest.description(),
                "summary", rendered(pullRequest.description()),
                "rendered",
                        JsonNodes.object(
                                "title", rendered(pullRequest.title()),
                                "description", rendered(pullRequest.description())),
                "state", pullRequest.state(),
                "draft", pullRequest.draft(),
                "author", lost.contains(LostPart.AUTHOR) ? null : reviewShapes.user(pullRequest.author()),
                "source", source(repository, pullRequest, lost),
                "destination", destination(repository, pullRequest, lost),
                "merge_commit", commit(repository, pullRequest.mergeHash()),
                "close_source_branch", pullRequest.closeSourceBranch(),
                "comment_count", comments(repository, pullRequest),
                "task_count", 0,
                "closed_by",
                        pullRequest
                                .closing()
                                .map(Closing::by)
                                .map(reviewShapes::user)
                                .orElse(null),
                "reason", "",
                "created_on", Shapes.date(pullRequest.createdOn()),
                "updated_on", Shapes.date(pullRequest.updatedOn()));
        pullRequest.closing().ifPresent(closing -> json.put("closed_on", Shapes.date(closing.on())));
        json.set(
                "reviewers",
                JsonNodes.array(reviewShapes.reviewers(pullRequest).stream()
                        .map(shapes::user)
                        .toList()));
        json.set("participants", JsonNodes.array(reviewShapes.participants(repository, pullRequest)));
        json.set("links", links(repository, pullRequest));
        return json;
    }

    /** A pull request after a change. */
    ObjectNode update(HostedRepository repository, HostedPullRequest then, String by) {
        Set<LostPart> lost = repository.pulls().lost(then.id());
        return JsonNodes.object(
                "state", then.state(),
                "title", then.title(),
                "description", then.description(),
                "draft", then.draft(),
                "reason", "",
                "source", source(repository, then, lost),
                "destination", destination(repository, then, lost),
                "author", reviewShapes.user(by),
                "date", Shapes.date(then.updatedOn()));
    }

    String self(HostedRepository repository, HostedPullRequest pullRequest) {
        return shapes.api(repository, "pullrequests", Integer.toString(pullRequest.id()));
    }

    private ObjectNode links(HostedRepository repository, HostedPullRequest pullRequest) {
        String id = Integer.toString(pullRequest.id());
        String page = uris.html(repository.workspace().slug(), repository.slug(), "pull-requests", id);
        ObjectNode links =
                JsonNodes.object("self", Shapes.link(self(repository, pullRequest)), "html", Shapes.link(page));
        PARTS.forEach(part -> links.set(part, Shapes.link(shapes.api(repository, "pullrequests", id, part))));
        return links;
    }

    /** It keeps the repository's name at the time when the pull request was opened; seen. */
    private ObjectNode source(HostedRepository repository, HostedPullRequest pullRequest, Set<LostPart> lost) {
        ObjectNode then = shapes.repositoryReference(repository);
        then.put("full_name", repository.fullNameAt(pullRequest.createdOn()));
        return JsonNodes.object(
                "repository", lost.contains(LostPart.SOURCE_REPOSITORY) ? null : then,
                "branch", lost.contains(LostPart.SOURCE_BRANCH) ? null : JsonNodes.object("name", pullRequest.source()),
                "commit", lost.contains(LostPart.SOURCE_COMMIT) ? null : commit(repository, pullRequest.sourceHash()));
    }

    private ObjectNode destination(HostedRepository repository, HostedPullRequest pullRequest, Set<LostPart> lost) {
        return JsonNodes.object(
                "repository",
                        lost.contains(LostPart.DESTINATION_REPOSITORY) ? null : shapes.repositoryReference(repository),
                "branch", JsonNodes.object("name", pullRequest.destination()),
                "commit",
                        lost.contains(LostPart.DESTINATION_COMMIT)
                                ? null
                                : commit(repository, pullRequest.destinationHash()));
    }

    private ObjectNode commit(HostedRepository repository, String hash) {
        if (hash == null) {
            return null;
        }
        String shortHash = hash.substring(0, HASH_LENGTH);
        return JsonNodes.object(
                "type", "commit", "hash", shortHash, "links", shapes.commitLinks(repository, shortHash));
    }

    private static ObjectNode rendered(String text) {
        return JsonNodes.object("raw", text, "markup", "markdown", "html", "");
    }

    private static long comments(HostedRepository repository, HostedPullRequest pullRequest) {
        return repository.comments(pullRequest.id()).stream()
                .filter(comment -> !comment.deleted())
                .count();
    }
}
