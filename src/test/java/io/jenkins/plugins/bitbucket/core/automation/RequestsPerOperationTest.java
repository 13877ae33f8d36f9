package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The number of requests of each operation, for each of its outcomes; the page on performance has the same table. */
class RequestsPerOperationTest {

    private static final String TITLE = "Terraform 1.9";
    private static final String JANE = "712020:jane";
    private static final String GONE = "712020:gone";
    private static final Pattern ROW = Pattern.compile("\\| (.+?) +\\| (\\d+) +\\| .+ \\|");
    private static final Path PROJECT = Path.of(Files.exists(Path.of("docs")) ? "" : "..");

    /**
     * One row of the table.
     *
     * @param useCase the use case
     * @param run runs it in a repository with the branches {@code main} and {@code there}, the tag {@code v1}, and an
     *     open pull request from {@code there} into {@code main}, in a workspace with two members, one of them
     *     deactivated
     */
    record Cost(
            Class<?> useCase,
            String operation,
            int requests,
            BiFunction<Acme, BitbucketClient, CompletableFuture<?>> run) {
        @Override
        public String toString() {
            return operation;
        }
    }

    static Stream<Cost> overRest() {
        return Stream.concat(rows(), PullRequestCosts.rows());
    }

    private static Stream<Cost> rows() {
        return Stream.of(
                new Cost(
                        CreateBranch.class,
                        "create a branch from a branch",
                        1,
                        (acme, client) -> create(client, "bump", "main")),
                new Cost(
                        CreateBranch.class,
                        "create a branch from a commit",
                        1,
                        (acme, client) -> create(client, "bump", acme.firstCommit)),
                new Cost(
                        CreateBranch.class,
                        "create a branch from the main branch, unnamed",
                        2,
                        (acme, client) -> create(client, "bump", "")),
                new Cost(
                        CreateBranch.class,
                        "create a branch from `refs/tags/v1`",
                        2,
                        (acme, client) -> create(client, "bump", "refs/tags/v1")),
                new Cost(
                        CreateBranch.class,
                        "create a branch from a tag, without `refs/tags/`",
                        3,
                        (acme, client) -> create(client, "bump", "v1")),
                new Cost(
                        CreateBranch.class,
                        "create a branch that exists",
                        2,
                        (acme, client) -> create(client, "there", "main")),
                new Cost(
                        CreateBranch.class,
                        "create a branch that exists, from the main branch, unnamed",
                        3,
                        (acme, client) -> create(client, "there", "")),
                new Cost(
                        CreateBranch.class,
                        "create a branch from a name that does not exist",
                        2,
                        (acme, client) -> failing(create(client, "bump", "nowhere"))),
                new Cost(DeleteBranch.class, "delete a branch", 3, (acme, client) -> delete(client, "work")),
                new Cost(DeleteBranch.class, "delete a branch of a fork", 4, (acme, client) -> {
                    DeleteBranchTest.forked(acme, Fault.none());
                    return delete(client, "work");
                }),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request",
                        2,
                        (acme, client) -> open(client, "work", "main", TITLE)),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request into the main branch, unnamed",
                        2,
                        (acme, client) -> open(client, "work", "", TITLE)),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request that is already open and up to date",
                        1,
                        (acme, client) -> open(client, "there", "main", TITLE)),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request that is already open and outdated",
                        2,
                        (acme, client) -> open(client, "there", "main", "Another title")),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request with a reviewer by nickname",
                        3,
                        (acme, client) -> open(client, "work", List.of("jdoe"), false)),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request with the default reviewers",
                        3,
                        (acme, client) -> open(client, "work", List.of(), true)),
                new Cost(
                        OpenPullRequest.class,
                        "open a pull request with two reviewers, one of them deactivated",
                        5,
                        (acme, client) -> open(client, "work", List.of(JANE, GONE), false)),
                new Cost(
                        OpenPullRequest.class,
                        "add a reviewer to an open pull request",
                        2,
                        (acme, client) -> open(client, "there", List.of(JANE), false)),
                new Cost(
                        CommitFiles.class,
                        "commit files to a branch",
                        3,
                        (acme, client) -> commit(client, "there", "", "versions.tf", "1.10")),
                new Cost(
                        CommitFiles.class,
                        "commit files to a new branch from a branch",
                        3,
                        (acme, client) -> commit(client, "bump", "main", "versions.tf", "1.9")),
                new Cost(
                        CommitFiles.class,
                        "commit files to a new branch from the main branch, unnamed",
                        5,
                        (acme, client) -> commit(client, "bump", "", "versions.tf", "1.9")),
                new Cost(
                        CommitFiles.class,
                        "commit a file with other content of the same size",
                        4,
                        (acme, client) -> commit(client, "there", "", "versions.tf", "1.9")),
                new Cost(
                        CommitFiles.class,
                        "commit a file that is already up to date",
                        3,
                        (acme, client) -> commit(client, "there", "", "versions.tf", "1.8")),
                new Cost(ReadFile.class, "read a file", 2, (acme, client) -> read(client, "there")),
                new Cost(
                        ReadFile.class,
                        "read a file of the main branch, unnamed",
                        3,
                        (acme, client) -> read(client, "")),
                new Cost(
                        ReadFile.class,
                        "read a file of a branch with a slash in its name",
                        3,
                        (acme, client) -> read(client, "with/slash")),
                new Cost(
                        ListRepositories.class,
                        "list 100 repositories",
                        1,
                        (acme, client) -> new ListRepositories().run(ListRepositories.Request.of("acme"), client)),
                new Cost(TokenCheck.class, "test a connection", 2, (acme, client) -> new TokenCheck().run(client)));
    }

    private static CompletableFuture<?> delete(BitbucketClient client, String branch) {
        return new DeleteBranch()
                .run(
                        new DeleteBranch.Request(
                                Acme.INFRA, new BranchName(branch), DeleteBranch.IfMissing.FAIL, false),
                        client);
    }

    @ParameterizedTest
    @MethodSource("overRest")
    void sendsTheDocumentedNumberOfRequests(Cost cost) {
        try (Acme acme = new Acme()) {
            Account gone =
                    acme.bitbucket.account("al@acme.example", "al", "Al Gone").withAccountId(GONE);
            acme.workspace
                    .member(acme.bitbucket
                            .account("jane@acme.example", "jdoe", "Jane Doe")
                            .withAccountId(JANE))
                    .member(gone);
            gone.deactivate();
            acme.infra.commit("there", "versions.tf", "1.8");
            acme.infra.commit("work", "versions.tf", "1.9");
            acme.infra.commit("with/slash", "versions.tf", "1.9");
            acme.infra.tag("v1", acme.firstCommit);
            open(acme.client(), "there", "main", TITLE).join();
            BitbucketClient client = acme.client();

            cost.run().apply(acme, client).join();

            assertThat(client.requestsSent()).isEqualTo(cost.requests());
        }
    }

    @Test
    void everyUseCaseIsInTheTable() {
        assertThat(overRest()).<Class<?>>extracting(Cost::useCase).containsAll(UseCases.overRest());
    }

    @Test
    void everyUseCaseDeclaresTheScopesThatItNeeds() throws ReflectiveOperationException {
        for (Class<?> useCase : UseCases.overRest()) {
            assertThat((Collection<?>) useCase.getField("SCOPES").get(null))
                    .as(useCase.getSimpleName())
                    .isNotEmpty()
                    .allMatch(Scope.class::isInstance);
        }
    }

    @Test
    void aRejectedTokenCostsOneRequest() {
        try (Acme acme = new Acme()) {
            String token = acme.ci.tokenWithAllScopes();
            acme.bitbucket.revoke(token);
            BitbucketClient client = acme.client(token);

            new TokenCheck().run(client).join();

            assertThat(client.requestsSent()).isOne();
        }
    }

    @Test
    void aBranchOverSshCostsOneConnectionWhetherItExistsOrNot() {
        try (SshAcme ssh = SshAcme.withKeyOfAccount()) {
            for (int connections : List.of(1, 2)) {
                new CreateBranch()
                        .run(request("bump", "main"), ssh.connection())
                        .join();
                assertThat(ssh.ssh.connections()).isEqualTo(connections);
                assertThat(ssh.ssh.commands()).hasSizeLessThanOrEqualTo(2 * connections);
            }
        }
    }

    @Test
    void matchesThePerformancePage() throws IOException {
        List<String> page = Files.readAllLines(PROJECT.resolve("docs/performance.md"));
        int start = page.indexOf("## Requests of each operation");

        List<String> rows = page.stream()
                .skip(start + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + ": " + row.group(2))
                .toList();

        assertThat(start).isPositive();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                overRest().map(cost -> cost.operation() + ": " + cost.requests()),
                                Stream.of(
                                        "test a connection with a rejected token: 1",
                                        "create a branch over SSH: 1",
                                        "create an existing branch over SSH: 1"))
                        .toList());
    }

    private static CompletableFuture<?> create(BitbucketClient client, String branch, String from) {
        return new CreateBranch().run(request(branch, from), client);
    }

    private static CreateBranch.Request request(String branch, String from) {
        return new CreateBranch.Request(
                Acme.INFRA, new BranchName(branch), StartPoint.parse(from), CreateBranch.IfExists.REUSE);
    }

    private static CompletableFuture<?> commit(
            BitbucketClient client, String branch, String from, String path, String text) {
        return new CommitFiles()
                .run(
                        new CommitFiles.Request(
                                Acme.INFRA,
                                new BranchName(branch),
                                StartPoint.parse(from),
                                "Bump",
                                Optional.empty(),
                                List.of(SourceFile.of(path, text)),
                                List.of(),
                                CommitFiles.IfUnchanged.SKIP,
                                SentCommit.unknown()),
                        client);
    }

    private static CompletableFuture<?> read(BitbucketClient client, String ref) {
        return new ReadFile()
                .run(
                        new ReadFile.Request(
                                Acme.INFRA,
                                new SourcePath("README.md"),
                                StartPoint.parse(ref),
                                ReadFile.Encoding.BASE64,
                                ReadFile.IfMissing.FAIL),
                        client);
    }

    private static CompletableFuture<?> failing(CompletableFuture<?> operation) {
        return operation.handle((value, failure) -> {
            assertThat(failure).isNotNull();
            return null;
        });
    }

    private static CompletableFuture<?> open(BitbucketClient client, String source, String destination, String title) {
        return open(client, source, destination, title, List.of(), false);
    }

    private static CompletableFuture<?> open(
            BitbucketClient client, String source, List<String> reviewers, boolean defaultReviewers) {
        return open(client, source, "main", TITLE, reviewers, defaultReviewers);
    }

    private static CompletableFuture<?> open(
            BitbucketClient client,
            String source,
            String destination,
            String title,
            List<String> reviewers,
            boolean defaultReviewers) {
        OpenPullRequest.Request request = new OpenPullRequest.Request(
                Acme.INFRA,
                new BranchName(source),
                destination.isEmpty() ? Optional.empty() : Optional.of(new BranchName(destination)),
                title,
                Optional.empty(),
                reviewers,
                defaultReviewers,
                false,
                false,
                OpenPullRequest.IfExists.UPDATE);
        return new OpenPullRequest().run(request, client);
    }
}
