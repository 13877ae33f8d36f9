package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateBranchTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    private static CreateBranch.Request bumpFrom(String from) {
        return new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(from), IfExists.REUSE);
    }

    private BranchResult create(CreateBranch.Request request) {
        return new CreateBranch().run(request, client).join();
    }

    @Test
    void startsAtTheMainBranchByDefault() {
        BranchResult result = create(bumpFrom(null));

        assertThat(result.created()).isTrue();
        assertThat(result.name()).isEqualTo("bump/terraform-1.9");
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(result.url())
                .hasValueSatisfying(url -> assertThat(url.getPath()).endsWith(BUMP.value()));
        assertThat(acme.infra.tip(BUMP.value())).contains(acme.firstCommit);
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "refs/heads/main", " main "})
    void startsAtABranchWithOneRequest(String from) {
        assertThat(create(bumpFrom(from)).commit()).isEqualTo(acme.firstCommit);
        assertThat(client.requestsSent()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 12, 40})
    void startsAtACommitWithOneRequest(int length) {
        acme.infra.commit("main", "more.tf", "more");

        BranchResult result = create(bumpFrom(acme.firstCommit.substring(0, length)));

        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(client.requestsSent()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"refs/tags/v1, 2", "v1, 3"})
    void startsAtATag(String from, int requests) {
        acme.infra.tag("v1", acme.firstCommit);
        acme.infra.commit("main", "more.tf", "more");

        assertThat(create(bumpFrom(from)).commit()).isEqualTo(acme.firstCommit);
        assertThat(client.requestsSent()).isEqualTo(requests);
    }

    @Test
    void prefersABranchToATagOfTheSameName() {
        acme.infra.tag("stable", acme.firstCommit);
        String tip = acme.infra.commit("stable", "more.tf", "more");

        assertThat(create(bumpFrom("stable")).commit()).isEqualTo(tip);
    }

    @ParameterizedTest
    @CsvSource({"main, 2", "COMMIT, 2", ", 3"})
    void findsTheBranchOnTheSecondRun(String from, int requests) {
        String start = "COMMIT".equals(from) ? acme.firstCommit.substring(0, 10) : from;
        create(bumpFrom(start));
        BitbucketClient again = acme.client();

        BranchResult result = new CreateBranch().run(bumpFrom(start), again).join();

        assertThat(result.created()).isFalse();
        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(result.url()).isPresent();
        assertThat(result.elsewhere()).isEmpty();
        assertThat(again.requestsSent()).isEqualTo(requests);
        assertThat(acme.infra.branches()).containsExactly(BUMP.value(), "main");
    }

    @Test
    void reportsThatAnExistingBranchPointsElsewhere() {
        String other = acme.infra.commit(BUMP.value(), "other.tf", "other");

        BranchResult result = create(bumpFrom("main"));

        assertThat(result.created()).isFalse();
        assertThat(result.commit()).isEqualTo(other);
        assertThat(result.elsewhere()).contains(acme.firstCommit);
    }

    @Test
    void reportsThatAnExistingBranchPointsElsewhereThanTheTag() {
        acme.infra.tag("v1", acme.firstCommit);
        acme.infra.commit(BUMP.value(), "other.tf", "other");

        assertThat(create(bumpFrom("refs/tags/v1")).elsewhere()).contains(acme.firstCommit);
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void reportsNoOtherStartIfNoneWasGiven() {
        acme.infra.commit(BUMP.value(), "other.tf", "other");

        assertThat(create(bumpFrom("")).elsewhere()).isEmpty();
    }

    @Test
    void failsForAnExistingBranchIfAskedTo() {
        create(bumpFrom("main"));

        var failure = failureOf(new CreateBranch()
                .run(new CreateBranch.Request(INFRA, BUMP, StartPoint.parse("main"), IfExists.FAIL), client));

        assertThat(failure)
                .isInstanceOf(AlreadyExists.class)
                .hasMessage("Can't create the branch bump/terraform-1.9 in acme/infra with the credential"
                        + " “bitbucket-prod”: it exists already. Choose another name, or let an existing branch be"
                        + " reused.");
    }

    @Test
    void reportsAMissingStart() {
        var failure = failureOf(new CreateBranch().run(bumpFrom("no-such-branch"), client));

        assertThat(failure).hasMessageContaining("create the branch bump/terraform-1.9 in acme/infra");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void reportsAnEmptyRepository() {
        acme.workspace.repository("empty");
        var request =
                new CreateBranch.Request(new RepositoryId("acme", "empty"), BUMP, StartPoint.parse(""), IfExists.REUSE);

        assertThat(failureOf(new CreateBranch().run(request, client)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("the repository is empty. Push a first commit");
    }

    @Test
    void reportsAMissingOrHiddenRepository() {
        var request = new CreateBranch.Request(
                new RepositoryId("acme", "nothing"), BUMP, StartPoint.parse("main"), IfExists.REUSE);

        assertThat(failureOf(new CreateBranch().run(request, client)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("acme/nothing")
                .hasMessageContaining("that the account of the credential may see it");
    }

    @Test
    void namesTheMissingScope() {
        BitbucketClient reader = acme.client(acme.ci.token(Scopes.READ_REPOSITORY));

        assertThat(failureOf(new CreateBranch().run(bumpFrom("main"), reader)))
                .isInstanceOfSatisfying(ScopeMissing.class, missing -> {
                    assertThat(missing.required()).contains(Scopes.WRITE_REPOSITORY);
                    assertThat(missing.granted()).containsExactly(Scopes.READ_REPOSITORY);
                })
                .hasMessageContaining("lacks the scope write:repository:bitbucket (it has read:repository:bitbucket)");
    }

    @Test
    void reportsAMissingWritePermission() {
        acme.infra.readOnlyFor(acme.ci);

        assertThat(failureOf(new CreateBranch().run(bumpFrom("main"), client)))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Give the account of the credential the permission");
    }

    @Test
    void sendsNothingIfItIsCancelledFirst() {
        client.cancel();

        assertThat(new CreateBranch().run(bumpFrom("main"), client))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .isInstanceOf(CancellationException.class);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-x", "a..b", "refs/tags/", "x.lock", "a//b"})
    void rejectsAStartThatGitDoesNotAllow(String from) {
        assertThatThrownBy(() -> StartPoint.parse(from)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The response to the creation is lost, whether or not the branch was created. */
    @ParameterizedTest
    @CsvSource({"main", "''", "refs/tags/v1", "v1"})
    void reportsTheCorrectResultAfterALostResponse(String from) {
        acme.infra.tag("v1", acme.firstCommit);
        loseAnswerToPost(Fault.dropAfter());

        BranchResult result = new CreateBranch().run(bumpFrom(from), patient()).join();

        assertThat(result.created()).isTrue();
        assertThat(result.elsewhere()).isEmpty();
        assertThat(acme.infra.tip(BUMP.value())).contains(acme.firstCommit);
    }

    @Test
    void looksBeforeItCreatesAgain() {
        loseAnswerToPost(Fault.dropBefore());

        assertThat(new CreateBranch().run(bumpFrom("main"), patient()).join().created())
                .isTrue();
        assertThat(acme.bitbucket.requests())
                .extracting(request -> request.method() + " " + request.status())
                .startsWith("POST 0", "GET 200")
                .endsWith("POST 201");
    }

    @Test
    void doesNotClaimABranchThatHasMovedOn() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        loseAnswerToPost(Fault.dropAfter());

        BranchResult result =
                new CreateBranch().run(bumpFrom("main"), patient()).join();

        assertThat(result.created()).isFalse();
        assertThat(result.elsewhere()).contains(acme.firstCommit);
    }

    @Test
    void failsIfItIsUnknownWhetherItCreatedANewBranch() {
        loseAnswerToPost(Fault.dropAfter());

        assertThat(failureOf(new CreateBranch()
                        .run(
                                new CreateBranch.Request(INFRA, BUMP, StartPoint.parse("main"), IfExists.FAIL),
                                patient())))
                .isInstanceOf(AlreadyExists.class)
                .hasMessageContaining("so it is not known whether this operation created it");
    }

    @Test
    void findsTheBranchThatItCreatedBeforeARestart() {
        create(bumpFrom("main"));
        BitbucketClient afterwards = acme.client().resumed();

        assertThat(new CreateBranch().run(bumpFrom("main"), afterwards).join().created())
                .isTrue();
        assertThat(afterwards.requestsSent()).isOne();
    }

    private void loseAnswerToPost(Fault fault) {
        AtomicBoolean lost = new AtomicBoolean();
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") && !lost.getAndSet(true) ? fault : Fault.none());
    }

    private BitbucketClient patient() {
        return acme.patientClient();
    }
}
