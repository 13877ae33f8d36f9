package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The call for a recorded answer, and its result in words. */
enum RecordedCall {
    CURRENT_USER(client -> client.currentUser().thenApply(RecordedCall::words)),
    USER(client ->
            client.user(new UserId("{0a1b2c3d-0000-4000-8000-000000000001}")).thenApply(RecordedCall::words)),
    WORKSPACES(client -> list(client.workspaces(), workspace -> workspace.slug() + " “" + workspace.name() + "”")),
    MEMBERS(client -> list(client.members("acme", List.of("jane")), RecordedCall::words)),
    PROJECTS(client -> list(client.projects("acme"), project -> project.key() + " “" + project.name() + "”")),
    REPOSITORIES(client -> list(client.repositories("acme"), RecordedCall::words)),
    REPOSITORY(client -> client.repository(Acme.INFRA).get().thenApply(RecordedCall::words)),
    BRANCH(client ->
            client.repository(Acme.INFRA).branch(new BranchName("bump")).thenApply(RecordedCall::words)),
    BRANCHES(client -> list(client.repository(Acme.INFRA).branches(Filter.is("name", "bump")), RecordedCall::words)),
    CREATE_BRANCH(client -> client.repository(Acme.INFRA)
            .createBranch(new BranchName("bump"), "main")
            .thenApply(RecordedCall::words)),
    TAG(client -> client.repository(Acme.INFRA)
            .tag(new BranchName("v1"))
            .thenApply(tag -> tag.name() + " at " + tag.commit())),
    PULL_REQUESTS(client -> list(
            client.repository(Acme.INFRA).openPullRequests(new BranchName("bump"), Optional.empty()),
            RecordedCall::words)),
    PULL_REQUEST(client -> client.repository(Acme.INFRA).pullRequest(7).thenApply(RecordedCall::words)),
    OPEN_PULL_REQUEST(client -> client.repository(Acme.INFRA)
            .openPullRequest(new PullRequestChange().title("Bump").source(new BranchName("bump")))
            .thenApply(RecordedCall::words)),
    UPDATE_PULL_REQUEST(client -> client.repository(Acme.INFRA)
            .updatePullRequest(7, new PullRequestChange().title("Bump"))
            .thenApply(RecordedCall::words)),
    DEFAULT_REVIEWERS(client -> list(client.repository(Acme.INFRA).effectiveDefaultReviewers(), RecordedCall::words)),
    TEST_CONNECTION(client -> new TokenCheck()
            .run(client)
            .thenApply(report ->
                    report.user().map(User::name).map(name -> name + ": ").orElse("") + report.summary()));

    private final Function<BitbucketClient, CompletableFuture<String>> call;

    RecordedCall(Function<BitbucketClient, CompletableFuture<String>> call) {
        this.call = call;
    }

    /** @param name such as {@code create branch} */
    static RecordedCall named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    CompletableFuture<String> of(BitbucketClient client) {
        return call.apply(client);
    }

    private static <T> CompletableFuture<String> list(CompletableFuture<Page<T>> first, Function<T, String> words) {
        return Page.collect(first, Integer.MAX_VALUE)
                .thenApply(
                        all -> all.isEmpty() ? "none" : all.stream().map(words).collect(Collectors.joining("; ")));
    }

    private static String words(User user) {
        return "“" + user.name() + "”" + label(" nickname ", user.nickname()) + label(" ", user.uuid())
                + label(" ", user.accountId()) + label(" ", user.accountStatus());
    }

    private static String words(Repository repository) {
        return repository.fullName()
                + label(" ", repository.uuid())
                + label(" main branch ", repository.mainBranch().orElse(""))
                + page(repository.url());
    }

    private static String words(Branch branch) {
        return branch.name() + " at " + branch.commit() + page(branch.url());
    }

    private static String words(PullRequest pullRequest) {
        return "#" + pullRequest.id() + " " + pullRequest.state() + (pullRequest.draft() ? " draft" : "")
                + " “" + pullRequest.title() + "” from " + pullRequest.sourceBranch()
                + (pullRequest.isFromFork() ? " of a fork" : "") + " into " + pullRequest.destinationBranch()
                + label(" by ", pullRequest.author().name())
                + pullRequest
                        .description()
                        .map(text -> ", described “" + text + "”")
                        .orElse("")
                + pullRequest
                        .reviewers()
                        .map(all -> all.stream().map(User::name).collect(Collectors.joining(" and ")))
                        .map(names -> ", reviewed by " + (names.isEmpty() ? "nobody" : names))
                        .orElse("")
                + pullRequest
                        .closeSourceBranch()
                        .map(close -> close ? ", closes it" : ", keeps it")
                        .orElse("")
                + page(pullRequest.url());
    }

    private static String label(String label, String text) {
        return text.isEmpty() ? "" : label + text;
    }

    private static String page(Optional<URI> url) {
        return url.map(page -> " at " + page).orElse("");
    }
}
