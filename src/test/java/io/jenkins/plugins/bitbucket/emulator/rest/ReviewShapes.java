package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Vote;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The participants of a pull request, and their votes, as JSON. */
record ReviewShapes(Uris uris, Shapes shapes, Directory directory) {

    /** Null for a deleted account. */
    ObjectNode user(String nickname) {
        Account account = directory.accountOf(nickname);
        return account.isDeparted() ? null : shapes.user(account);
    }

    List<Account> reviewers(HostedPullRequest pullRequest) {
        return pullRequest.reviewers().stream()
                .map(directory::accountOf)
                .filter(reviewer -> !reviewer.isDeparted())
                .toList();
    }

    /** The reviewers, and the other participants. */
    List<ObjectNode> participants(HostedRepository repository, HostedPullRequest pullRequest) {
        Map<Account, Vote> votes =
                repository.pulls().discussion(pullRequest.id()).votes();
        return Stream.concat(reviewers(pullRequest).stream(), votes.keySet().stream())
                .distinct()
                .filter(account -> !account.isDeparted())
                .map(account -> participant(pullRequest, account, votes.get(account)))
                .toList();
    }

    /** @param vote null if there is none yet */
    ObjectNode participant(HostedPullRequest pullRequest, Account account, Vote vote) {
        boolean reviews = pullRequest.reviewers().contains(account.nickname());
        ObjectNode participant = JsonNodes.object(
                "type",
                "participant",
                "user",
                shapes.user(account),
                "role",
                reviews ? "REVIEWER" : "PARTICIPANT",
                "approved",
                vote != null && vote.opinion() == Vote.Opinion.APPROVED,
                "state",
                vote == null ? null : vote.opinion().name().toLowerCase(Locale.ROOT));
        return participant.put("participated_on", vote == null ? null : Shapes.date(vote.on()));
    }

    ObjectNode comment(HostedRepository repository, HostedPullRequest pullRequest, Comment comment) {
        String id = Integer.toString(comment.id());
        String page = uris.html(
                repository.workspace().slug(), repository.slug(), "pull-requests", Integer.toString(pullRequest.id()));
        ObjectNode json = JsonNodes.object(
                "type", "pullrequest_comment",
                "id", comment.id(),
                "content", JsonNodes.object("raw", comment.raw(), "markup", "markdown", "html", ""),
                "user", user(comment.author()),
                "deleted", comment.deleted(),
                "pending", false,
                "created_on", Shapes.date(comment.createdOn()),
                "updated_on", Shapes.date(comment.updatedOn()),
                "pullrequest", reference(repository, pullRequest),
                "links",
                        JsonNodes.object(
                                "self", Shapes.link(self(repository, pullRequest, comment)),
                                "html", Shapes.link(page + "/_/diff#comment-" + id)));
        comment.inline().ifPresent(inline -> json.set("inline", inline));
        comment.parent()
                .ifPresent(parent -> json.set("parent", JsonNodes.object("type", "pullrequest_comment", "id", parent)));
        return json;
    }

    String self(HostedRepository repository, HostedPullRequest pullRequest, Comment comment) {
        return shapes.api(
                repository,
                "pullrequests",
                Integer.toString(pullRequest.id()),
                "comments",
                Integer.toString(comment.id()));
    }

    /** The short form of a pull request inside another object. */
    ObjectNode reference(HostedRepository repository, HostedPullRequest pullRequest) {
        String id = Integer.toString(pullRequest.id());
        return JsonNodes.object(
                "type", "pullrequest",
                "id", pullRequest.id(),
                "title", pullRequest.title(),
                "draft", pullRequest.draft(),
                "links",
                        JsonNodes.object(
                                "self", Shapes.link(shapes.api(repository, "pullrequests", id)),
                                "html",
                                        Shapes.link(uris.html(
                                                repository.workspace().slug(),
                                                repository.slug(),
                                                "pull-requests",
                                                id))));
    }
}
