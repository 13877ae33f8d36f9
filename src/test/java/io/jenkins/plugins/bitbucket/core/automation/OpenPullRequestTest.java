package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NothingToMerge;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPullRequestTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");
    private static final Request PLAIN = Request.of(INFRA, BUMP, "Terraform 1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    @BeforeEach
    void pushACommit() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
    }

    private PullRequestResult open(Request request) {
        return new OpenPullRequest().run(request, client).join();
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }

    private static Request into(String destination, IfExists ifExists) {
        return new Request(
                INFRA,
                BUMP,
                Optional.of(new BranchName(destination)),
                "Terraform 1.9",
                Optional.of("See the notes."),
                List.of(),
                false,
                true,
                true,
                ifExists);
    }

    @Test
    void opensIntoTheMainBranchByDefault() {
        PullRequestResult result = open(PLAIN);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.id()).isEqualTo(only().id());
        assertThat(result.state()).isEqualTo("OPEN");
        assertThat(result.destinationBranch()).isEqualTo("main");
        assertThat(result.url())
                .hasValueSatisfying(url -> assertThat(url.getPath()).endsWith("/acme/infra/pull-requests/1"));
        assertThat(only().draft()).isFalse();
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @Test
    void opensWithEverythingInTheRequest() {
        acme.infra.commit("release", "release.txt", "1");

        open(into("release", IfExists.UPDATE));

        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertThat(only().description()).isEqualTo("See the notes.");
        assertThat(only().destination()).isEqualTo("release");
        assertThat(only().draft()).isTrue();
        assertThat(only().closeSourceBranch()).isTrue();
    }

    @Test
    void findsTheSamePullRequestOnTheSecondRun() {
        long id = open(into("main", IfExists.UPDATE)).id();
        BitbucketClient again = acme.client();

        PullRequestResult result =
                new OpenPullRequest().run(into("main", IfExists.UPDATE), again).join();

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(result.id()).isEqualTo(id);
        assertThat(again.requestsSent()).isOne();
        assertThat(only().id()).isEqualTo(id);
    }

    @Test
    void updatesTitleAndDescriptionOfAnOpenOne() {
        open(PLAIN);

        PullRequestResult result = open(into("main", IfExists.UPDATE));

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(only().description()).isEqualTo("See the notes.");
        assertThat(only().closeSourceBranch()).isTrue();
        assertThat(only().draft()).isFalse();
    }

    @Test
    void leavesUnspecifiedFieldsUnchanged() {
        open(into("main", IfExists.UPDATE));

        open(Request.of(INFRA, BUMP, "Another title"));

        assertThat(only().title()).isEqualTo("Another title");
        assertThat(only().description()).isEqualTo("See the notes.");
        assertThat(only().draft()).isTrue();
        assertThat(only().closeSourceBranch()).isTrue();
    }

    @Test
    void reusesAnOpenOneUnchanged() {
        open(Request.of(INFRA, BUMP, "By hand"));

        PullRequestResult result = open(into("main", IfExists.REUSE));

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(result.title()).isEqualTo("By hand");
        assertThat(only().description()).isEmpty();
    }

    @Test
    void failsForAnOpenOneIfAskedTo() {
        open(PLAIN);

        assertThat(failureOf(new OpenPullRequest().run(into("main", IfExists.FAIL), client)))
                .isInstanceOf(AlreadyExists.class)
                .hasMessageContaining("#1 is open for the same branches")
                .hasMessageContaining("/acme/infra/pull-requests/1");
        assertThat(only().description()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(IfExists.class)
    void opensAnotherOneIntoAnotherBranch(IfExists ifExists) {
        acme.infra.commit("release", "release.txt", "1");
        open(into("release", ifExists));

        assertThat(open(PLAIN).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(acme.infra.pullRequests()).hasSize(2);
    }

    @Test
    void opensAnotherOneAfterAMerge() {
        open(PLAIN);
        acme.infra.merge(1);
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9.1");

        assertThat(open(PLAIN).outcome()).isEqualTo(Outcome.CREATED);
    }

    @Test
    void reportsThatThereIsNothingToMerge() {
        acme.infra.commit("main", "later.tf", "later");
        Request request = Request.of(INFRA, new BranchName("main2"), "Nothing");
        new CreateBranch()
                .run(
                        new CreateBranch.Request(
                                INFRA, request.source(), StartPoint.parse("main"), CreateBranch.IfExists.FAIL),
                        client)
                .join();

        assertThat(failureOf(new OpenPullRequest().run(request, client)))
                .isInstanceOf(NothingToMerge.class)
                .hasMessage("Can't open a pull request from main2 in acme/infra with the credential “bitbucket-prod”:"
                        + " there is nothing to merge: every commit of the source branch is in the destination branch"
                        + " already. Push a commit to the source branch first.");
    }

    @Test
    @Tag("slow")
    void namesTheMissingBranch() {
        assertThat(failureOf(
                        new OpenPullRequest().run(Request.of(INFRA, new BranchName("nowhere"), "Nothing"), client)))
                .isInstanceOfSatisfying(
                        Invalid.class, invalid -> assertThat(invalid.fields()).containsKey("source"))
                .hasMessageContaining("branch not found: nowhere");
    }

    @Test
    void namesTheMissingScope() {
        BitbucketClient reader = acme.client(acme.ci.token(Scopes.READ_PULL_REQUEST));

        assertThat(failureOf(new OpenPullRequest().run(PLAIN, reader)))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining("lacks the scope write:pullrequest:bitbucket");
        assertThat(acme.infra.pullRequests()).isEmpty();
    }

    @Test
    void rejectsInvalidRequests() {
        assertThatThrownBy(() -> Request.of(INFRA, BUMP, " ")).hasMessageContaining("needs a title");
        assertThatThrownBy(() -> Request.of(INFRA, BUMP, "a\nb")).hasMessageContaining("one line");
        assertThatThrownBy(() -> into(BUMP.value(), IfExists.UPDATE)).hasMessageContaining("must differ; both are");
        assertThatThrownBy(() -> ReviewersTest.askingFor(false, "jane@acme.example"))
                .hasMessageContaining("by email");
        assertThatThrownBy(() -> ReviewersTest.askingFor(false, " ")).hasMessageContaining("A reviewer is empty");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b+c", "näme", "q=\"x\" OR 1", "%2F", "semi;colon"})
    void supportsEveryBranchNameThatGitAllows(String name) {
        BranchName odd = new BranchName(name.replace(' ', '_'));
        acme.infra.commit(odd.value(), "odd.txt", name);

        open(Request.of(INFRA, odd, "Odd"));
        PullRequestResult again = open(Request.of(INFRA, odd, "Odd"));

        assertThat(again.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(again.sourceBranch()).isEqualTo(odd.value());
    }

    /** Bitbucket itself would report to both that they had opened it. */
    @ParameterizedTest
    @EnumSource(
            value = IfExists.class,
            names = {"UPDATE", "REUSE"})
    void reportsTheCorrectResultToConcurrentCallers(IfExists ifExists) {
        acme.bitbucket.delay(Duration.ofMillis(50));

        List<CompletableFuture<PullRequestResult>> both = Stream.of(acme.client(), acme.client(), acme.client())
                .map(each -> new OpenPullRequest().run(into("main", ifExists), each))
                .toList();

        assertThat(both.stream().map(CompletableFuture::join))
                .extracting(PullRequestResult::outcome)
                .containsExactly(Outcome.CREATED, Outcome.FOUND, Outcome.FOUND);
        assertThat(only().title()).isEqualTo("Terraform 1.9");
    }

    @Test
    void doesNotBlockOthersAfterAFailure() {
        acme.bitbucket.misbehaveOnce(Fault.html());
        assertThat(failureOf(new OpenPullRequest().run(PLAIN, client))).isInstanceOf(UnexpectedResponse.class);

        assertThat(open(PLAIN).outcome()).isEqualTo(Outcome.CREATED);
    }

    static Stream<Fault> lost() {
        return Stream.of(Fault.dropBefore(), Fault.dropAfter(), Fault.statusAfter(502), Fault.cutShort());
    }

    @ParameterizedTest
    @MethodSource("lost")
    void reportsTheCorrectResultAfterALostResponse(Fault fault) {
        AtomicBoolean lost = new AtomicBoolean();
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") && !lost.getAndSet(true) ? fault : Fault.none());

        PullRequestResult result = new OpenPullRequest()
                .run(into("main", IfExists.FAIL), acme.patientClient())
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.id()).isEqualTo(only().id());
    }

    @Test
    void reportsWhatIsUnknownAfterARestart() {
        open(into("main", IfExists.FAIL));

        assertThat(failureOf(new OpenPullRequest()
                        .run(into("main", IfExists.FAIL), acme.client().resumed())))
                .isInstanceOf(AlreadyExists.class)
                .hasMessageContaining("It may have been opened before the restart");
    }
}
