package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bitbucket does the work, but its response can't be read. */
class UnreadableSuccessTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    /** It has no retries, so that only a lookup can show what was done. */
    private final BitbucketClient client = acme.client();

    static Stream<Fault> unreadable() {
        return Stream.of(
                Fault.emptyBody(),
                Fault.cutBody(),
                Fault.cutShort(),
                Fault.changed(body -> "null"),
                Fault.changed(body -> "[]"),
                Fault.changed(body -> "{\"type\": \"something\"}"),
                Fault.changed(body -> "<html>Log in</html>"),
                Fault.changed(body -> "{\"values\": \"" + "x".repeat(5_000_000) + "\"}"));
    }

    private void answerOnce(String method, Fault fault) {
        boolean[] done = {false};
        acme.bitbucket.misbehave(request -> {
            if (!request.method().equals(method) || done[0]) {
                return Fault.none();
            }
            done[0] = true;
            return fault;
        });
    }

    private static CreateBranch.Request branch(String from, CreateBranch.IfExists ifExists) {
        return new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(from), ifExists);
    }

    private static OpenPullRequest.Request pullRequest(String title, OpenPullRequest.IfExists ifExists) {
        OpenPullRequest.Request plain = OpenPullRequest.Request.of(INFRA, BUMP, title);
        return new OpenPullRequest.Request(
                INFRA,
                BUMP,
                Optional.of(new BranchName("main")),
                title,
                plain.description(),
                plain.reviewers(),
                false,
                false,
                false,
                ifExists);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aBranchThatWasCreatedCountsAsCreated(Fault fault) {
        answerOnce("POST", fault);

        BranchResult result = new CreateBranch()
                .run(branch("main", CreateBranch.IfExists.REUSE), client)
                .join();

        assertThat(result.created()).isTrue();
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(acme.infra.branches()).containsExactly(BUMP.value(), "main");
        assertThat(acme.bitbucket.requests()).hasSize(2);
    }

    @Test
    void aNewBranchCountsAsCreatedIfBitbucketSaysSo() {
        answerOnce("POST", Fault.emptyBody());

        assertThat(new CreateBranch()
                        .run(branch("", CreateBranch.IfExists.FAIL), client)
                        .join()
                        .created())
                .isTrue();
    }

    @Test
    void anExistingBranchIsNotMistakenForANewOne() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        acme.bitbucket.misbehaveOnce(Fault.answer(200, "text/html", "<html>Log in</html>"));

        assertThat(failureOf(new CreateBranch().run(branch("main", CreateBranch.IfExists.FAIL), client)))
                .isInstanceOf(AlreadyExists.class);
    }

    @Test
    void aBranchThatCanNotBeFoundDoesNotCountAsCreated() {
        acme.bitbucket.misbehaveOnce(Fault.answer(200, "text/html", "<html>Log in</html>"));

        assertThat(failureOf(new CreateBranch().run(branch("main", CreateBranch.IfExists.REUSE), client)))
                .isInstanceOf(UnreadableSuccess.class)
                .hasMessageContaining(
                        "the response is not a valid answer from Bitbucket's API: it is not JSON, but “text/html”")
                .hasMessageContaining("Check the API URL and the proxy.");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void isRepeatedIfItWasNotDoneAndThereIsTime() {
        acme.bitbucket.misbehaveOnce(Fault.answer(200, "text/html", "<html>Log in</html>"));

        BranchResult result = new CreateBranch()
                .run(branch("main", CreateBranch.IfExists.REUSE), acme.patientClient())
                .join();

        assertThat(result.created()).isTrue();
        assertThat(acme.infra.tip(BUMP.value())).contains(acme.firstCommit);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aPullRequestThatWasOpenedCountsAsOpened(Fault fault) {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        answerOnce("POST", fault);

        PullRequestResult result = new OpenPullRequest()
                .run(pullRequest("Terraform 1.9", OpenPullRequest.IfExists.UPDATE), client)
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.id()).isOne();
        assertThat(acme.infra.pullRequests()).hasSize(1);
        assertThat(acme.bitbucket.requests())
                .extracting(request -> request.method())
                .containsExactly("GET", "POST", "GET");
    }

    @ParameterizedTest
    @EnumSource(OpenPullRequest.IfExists.class)
    void doesNotFailBecauseThePullRequestIsNowOpen(OpenPullRequest.IfExists ifExists) {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        answerOnce("POST", Fault.cutBody());

        assertThat(new OpenPullRequest()
                        .run(pullRequest("Terraform 1.9", ifExists), client)
                        .join()
                        .outcome())
                .isEqualTo(Outcome.CREATED);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aPullRequestThatWasUpdatedCountsAsUpdated(Fault fault) {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        new OpenPullRequest()
                .run(pullRequest("Terraform", OpenPullRequest.IfExists.UPDATE), client)
                .join();
        answerOnce("PUT", fault);

        PullRequestResult result = new OpenPullRequest()
                .run(pullRequest("Terraform 1.9", OpenPullRequest.IfExists.UPDATE), client)
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(result.title()).isEqualTo("Terraform 1.9");
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.method().equals("PUT"))
                .hasSize(1);
    }

    @Test
    void aCommitThatWasNotMadeDoesNotCountAsMade() {
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") ? Fault.answer(201, "application/json", "") : Fault.none());

        assertThat(failureOf(new CommitFiles()
                        .run(
                                CommitFiles.Request.of(
                                        INFRA, new BranchName("main"), "Bump", SourceFile.of("versions.tf", "1.9")),
                                acme.client())))
                .isInstanceOf(UnreadableSuccess.class);
        assertThat(acme.infra.tip("main")).contains(acme.firstCommit);
    }

    @Test
    void aCommitIsMadeOnceIfTheFirstLookupIsUnreadableToo() {
        AtomicInteger unread = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            boolean disturbed = request.method().equals("POST") || unread.get() > 0;
            return disturbed && unread.getAndIncrement() < 2
                    ? Fault.answer(request.method().equals("POST") ? 201 : 200, "application/json", "")
                    : Fault.none();
        });

        CommitResult result = new CommitFiles()
                .run(
                        CommitFiles.Request.of(
                                INFRA, new BranchName("main"), "Bump", SourceFile.of("versions.tf", "1.9")),
                        acme.patientClient())
                .join();

        assertThat(acme.infra.tip("main")).contains(result.commit());
        assertThat(new CommittedFiles(acme.infra, "main").since(acme.firstCommit))
                .hasSize(1);
    }
}
