package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclinePullRequestTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final PullRequestId id = acme.openPullRequest("bump");

    private CompletableFuture<PullRequestResult> decline(BitbucketClient client, String message) {
        return new DeclinePullRequest().run(new DeclinePullRequest.Request(id, Optional.ofNullable(message)), client);
    }

    private String state() {
        return acme.infra.pullRequests().get(0).state();
    }

    @Test
    void declinesAPullRequest() {
        PullRequestResult result = decline(acme.client(), null).join();

        assertThat(state()).isEqualTo("DECLINED");
        assertThat(result.state()).isEqualTo("DECLINED");
        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(acme.infra.tip("main")).contains(acme.firstCommit);
    }

    @Test
    void findsADeclinedPullRequest() {
        decline(acme.client(), null).join();

        assertThat(decline(acme.client(), null).join().outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void failsForAMergedPullRequest() {
        acme.infra.merge(1);

        assertThat(Stream.of("Superseded", null).map(message -> failureOf(decline(acme.client(), message))))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(Invalid.class)
                        .hasMessage(
                                "Can't decline the pull request #1 of acme/infra with the credential “bitbucket-prod”: "
                                        + "it is merged. A closed pull request can't be reopened: open a new one."));
        assertThat(acme.infra.comments(1)).isEmpty();
    }

    @Test
    void addsTheMessageAsACommentOnce() {
        acme.bitbucket.misbehave(request -> request.path().endsWith("/decline") ? Fault.status(501) : Fault.none());
        failureOf(decline(acme.client(), "Superseded by #2"));
        acme.bitbucket.misbehave(request -> Fault.none());

        decline(acme.client(), "Superseded by #2").join();
        decline(acme.client(), "Superseded by #2").join();

        assertThat(state()).isEqualTo("DECLINED");
        assertThat(acme.infra.comments(1))
                .singleElement()
                .satisfies(comment -> assertThat(comment.raw()).endsWith("\n\nSuperseded by #2"));
    }

    @Test
    void rejectsAMessageThatIsTooLongForAComment() {
        assertThatThrownBy(() -> decline(acme.client(), "x".repeat(32 * 1024)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A comment has at most 32708 bytes, not 32768.");
    }

    static Stream<Fault> lostAnswers() {
        return Stream.of(
                Fault.dropAfter(), Fault.cutShort(), Fault.statusAfter(502), Fault.emptyBody(), Fault.dropBefore());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void reportsItsOwnDeclineAfterALostResponse(Fault fault) {
        acme.bitbucket.misbehaveOnce(fault);

        assertThat(decline(acme.patientClient(), null).join().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(state()).isEqualTo("DECLINED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/source", "/destination"})
    void succeedsIfABranchIsNotReported(String lost) {
        acme.bitbucket.misbehave(request -> Fault.edited(JsonEdit.set(lost, null)));

        assertThat(decline(acme.client(), null).join().state()).isEqualTo("DECLINED");
    }

    @Test
    void reportsItsOwnDeclineIfTheFirstLookupIsUnreadableToo() {
        acme.bitbucket.misbehaveOnce(Fault.emptyBody(), Fault.emptyBody());

        assertThat(decline(acme.patientClient(), null).join().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(state()).isEqualTo("DECLINED");
    }

    @Test
    void looksAgainIfTheResponseStillSaysOpen() {
        acme.bitbucket.misbehaveOnce(Fault.edited(JsonEdit.set("/state", "OPEN")));

        assertThat(decline(acme.client(), null).join().state()).isEqualTo("DECLINED");
    }

    @Test
    void reportsAMissingPermission() {
        Account reader = acme.anotherAccount();
        acme.infra.readOnlyFor(reader);

        assertThat(failureOf(decline(acme.clientOf(reader), null))).isInstanceOf(PermissionMissing.class);
        assertThat(state()).isEqualTo("OPEN");
    }
}
