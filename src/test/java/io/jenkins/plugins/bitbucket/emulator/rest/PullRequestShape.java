package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.util.List;

/** A pull request as JSON; hashes have 12 characters in it. */
record PullRequestShape(Uris uris, Shapes shapes, Directory directory) {

    private static final int HASH_LENGTH = 12;

    ObjectNode json(HostedRepository repository, HostedPullRequest pullRequest) {
        ObjectNode json = JsonNodes.object(
                "type", "pullrequest",
                "id", pullRequest.id(),
                "title", pullRequest.title(),
                "description", pullRequest.description(),
                "summary", JsonNodes.object("raw", pullRequest.description(), "markup", "markdown", "html", ""),
                "state", pullRequest.state(),
                "draft", pullRequest.draft(),
                "author", user(pullRequest.author()),
                "source", endpoint(repository, pullRequest.source(), pullRequest.sourceHash()),
                "destination", endpoint(repository, pullRequest.destination(), pullRequest.destinationHash()),
                "merge_commit", commit(pullRequest.mergeHash()),
                "close_source_branch", pullRequest.closeSourceBranch(),
                "comment_count", 0,
                "task_count", 0,
                "closed_by", null,
                "reason", "",
                "created_on", Shapes.date(pullRequest.createdOn()),
                "updated_on", Shapes.date(pullRequest.updatedOn()));
        json.set(
                "reviewers",
                JsonNodes.array(pullRequest.reviewers().stream().map(this::user).toList()));
        json.set(
                "participants",
                JsonNodes.array(
                        pullRequest.reviewers().stream().map(this::participant).toList()));
        json.set("links", links(repository, pullRequest));
        return json;
    }

    String self(HostedRepository repository, HostedPullRequest pullRequest) {
        return shapes.api(repository, "pullrequests", Integer.toString(pullRequest.id()));
    }

    private ObjectNode links(HostedRepository repository, HostedPullRequest pullRequest) {
        String id = Integer.toString(pullRequest.id());
        String page = uris.html(repository.workspace().slug(), repository.slug(), "pull-requests", id);
        ObjectNode links =
                JsonNodes.object("self", Shapes.link(self(repository, pullRequest)), "html", Shapes.link(page));
        for (String more :
                List.of("commits", "diff", "diffstat", "comments", "activity", "merge", "decline", "approve")) {
            links.set(more, Shapes.link(shapes.api(repository, "pullrequests", id, more)));
        }
        return links;
    }

    private ObjectNode endpoint(HostedRepository repository, String branch, String hash) {
        return JsonNodes.object(
                "repository", shapes.repositoryReference(repository),
                "branch", JsonNodes.object("name", branch),
                "commit", commit(hash));
    }

    private static ObjectNode commit(String hash) {
        return hash == null ? null : JsonNodes.object("hash", hash.substring(0, HASH_LENGTH));
    }

    private ObjectNode user(String nickname) {
        return shapes.user(directory.accountOf(nickname));
    }

    private ObjectNode participant(String nickname) {
        return JsonNodes.object(
                "type", "participant", "user", user(nickname), "role", "REVIEWER", "approved", false, "state", null);
    }
}
