package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.RequestsPerOperationTest.Cost;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The rows for open pull requests. */
final class PullRequestCosts {

    private static final PullRequestId PULL_REQUEST = new PullRequestId(Acme.INFRA, 1);

    private PullRequestCosts() {}

    static Stream<Cost> rows() {
        return Stream.of(
                new Cost(FindPullRequests.class, "find pull requests, up to fifty", 1, (acme, client) -> find(client)),
                new Cost(
                        CommentPullRequest.class,
                        "comment on a pull request",
                        1,
                        (acme, client) -> comment(client, CommentMark.once("1"))),
                new Cost(
                        CommentPullRequest.class,
                        "comment on a pull request with a key",
                        2,
                        (acme, client) -> comment(client, CommentMark.ofKey("k"))),
                new Cost(
                        SetBuildStatus.class,
                        "set a build status",
                        1,
                        (acme, client) -> setStatus(client, acme.firstCommit)),
                new Cost(MergePullRequest.class, "merge a pull request", 2, (acme, client) -> merge(client, When.NOW)),
                new Cost(
                        MergePullRequest.class,
                        "merge a green pull request",
                        4,
                        (acme, client) -> merge(client, When.GREEN)),
                new Cost(MergePullRequest.class, "merge a pull request that is already merged", 1, (acme, client) -> {
                    acme.infra.merge(1);
                    return merge(client, When.GREEN);
                }),
                new Cost(
                        DeclinePullRequest.class,
                        "decline a pull request",
                        1,
                        (acme, client) -> decline(client, Optional.empty())),
                new Cost(
                        DeclinePullRequest.class,
                        "decline a pull request with a message",
                        4,
                        (acme, client) -> decline(client, Optional.of("Superseded"))),
                new Cost(
                        DeclinePullRequest.class,
                        "decline a pull request that is already declined",
                        2,
                        (acme, client) -> {
                            decline(acme.client(), Optional.empty()).join();
                            return decline(client, Optional.empty());
                        }));
    }

    private static CompletableFuture<?> find(BitbucketClient client) {
        return new FindPullRequests()
                .run(
                        new FindPullRequests.Request(
                                Acme.INFRA,
                                Optional.of(FindPullRequests.State.OPEN),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                50),
                        client);
    }

    private static CompletableFuture<?> comment(BitbucketClient client, CommentMark mark) {
        return new CommentPullRequest().run(new CommentPullRequest.Request(PULL_REQUEST, "91 %", mark), client);
    }

    private static CompletableFuture<?> setStatus(BitbucketClient client, String commit) {
        return new SetBuildStatus()
                .run(
                        new SetBuildStatus.Request(
                                Acme.INFRA,
                                commit,
                                SetBuildStatus.State.SUCCESSFUL,
                                "build",
                                Optional.empty(),
                                Optional.empty(),
                                URI.create("https://jenkins.acme.example/"),
                                Optional.empty()),
                        client);
    }

    private static CompletableFuture<?> merge(BitbucketClient client, When when) {
        return new MergePullRequest()
                .run(
                        new MergePullRequest.Request(
                                PULL_REQUEST,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                when,
                                0,
                                when == When.GREEN,
                                Optional.empty()),
                        client);
    }

    private static CompletableFuture<?> decline(BitbucketClient client, Optional<String> message) {
        return new DeclinePullRequest().run(new DeclinePullRequest.Request(PULL_REQUEST, message), client);
    }
}
