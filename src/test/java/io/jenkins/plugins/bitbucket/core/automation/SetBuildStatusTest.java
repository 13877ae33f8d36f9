package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetBuildStatusTest {

    private static final URI BUILD = URI.create("https://jenkins.acme.example/job/infra/7/");

    @AutoClose
    private final Acme acme = new Acme();

    private static SetBuildStatus.Request request(String commit, State state, String key) {
        return new SetBuildStatus.Request(
                INFRA, commit, state, key, Optional.empty(), Optional.empty(), BUILD, Optional.of("main"));
    }

    private SetBuildStatus.Result set(BitbucketClient client, State state, String key) {
        return new SetBuildStatus()
                .run(request(acme.firstCommit, state, key), client)
                .join();
    }

    private List<CommitStatus> statuses() {
        return acme.infra.statuses(acme.firstCommit);
    }

    @Test
    void setsTheStatusOfTheCommit() {
        SetBuildStatus.Request request = new SetBuildStatus.Request(
                INFRA,
                acme.firstCommit.substring(0, 12),
                State.FAILED,
                "unit-tests",
                Optional.of("Unit tests"),
                Optional.of("2 of 42 tests failed"),
                BUILD,
                Optional.of("main"));

        SetBuildStatus.Result result =
                new SetBuildStatus().run(request, acme.client()).join();

        assertThat(result).isEqualTo(new SetBuildStatus.Result("unit-tests", State.FAILED, acme.firstCommit));
        assertThat(statuses()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo("FAILED");
            assertThat(status.name()).isEqualTo("Unit tests");
            assertThat(status.description()).isEqualTo("2 of 42 tests failed");
            assertThat(status.url()).isEqualTo(BUILD.toString());
            assertThat(status.refname()).isEqualTo("main");
        });
    }

    @Test
    void overwritesTheOneWithTheSameKey() {
        set(acme.client(), State.INPROGRESS, "build");
        set(acme.client(), State.SUCCESSFUL, "build");
        set(acme.client(), State.INPROGRESS, "deploy");

        assertThat(statuses())
                .extracting(CommitStatus::key, CommitStatus::state)
                .containsExactly(tuple("build", "SUCCESSFUL"), tuple("deploy", "INPROGRESS"));
    }

    @Test
    void statusesWithOneKeyFollowEachOther() {
        acme.bitbucket.misbehaveOnce(Fault.status(503), Fault.status(503), Fault.delay(Duration.ofMillis(50)));
        BitbucketClient client = acme.patientClient();
        var first = new SetBuildStatus().run(request(acme.firstCommit, State.INPROGRESS, "build"), client);
        var second =
                new SetBuildStatus().run(request(acme.firstCommit, State.SUCCESSFUL, "build"), acme.patientClient());
        first.join();
        second.join();

        assertThat(statuses()).extracting(CommitStatus::state).containsExactly("SUCCESSFUL");
    }

    @Test
    void shortensALongKeyConsistentlyAndUniquely() {
        acme.bitbucket.quirks().statusKeysShort();
        String key = "acme/infra/feature%2Fterraform-1.9: unit tests on Linux";

        String one = set(acme.client(), State.INPROGRESS, key).key();
        String again = set(acme.client(), State.SUCCESSFUL, key).key();
        String other =
                set(acme.client(), State.SUCCESSFUL, key + " and Windows").key();

        assertThat(one).hasSize(40).startsWith("acme/infra/feature%2Fterrafor-").isEqualTo(again);
        assertThat(other).hasSize(40).isNotEqualTo(one);
        assertThat(statuses()).extracting(CommitStatus::name).containsExactly(key, key + " and Windows");
    }

    @ParameterizedTest
    @CsvSource({"40, true", "41, false"})
    void keepsAKeyThatIsShortEnough(int length, boolean kept) {
        String key = "k".repeat(length);

        assertThat(set(acme.client(), State.SUCCESSFUL, key).key().equals(key)).isEqualTo(kept);
    }

    @Test
    void truncatesALongName() {
        String key = "feature/" + "terraform-".repeat(40);

        set(acme.client(), State.SUCCESSFUL, key);

        assertThat(statuses()).extracting(CommitStatus::name).containsExactly(key.substring(0, 254) + "…");
    }

    @Test
    void aShortenedKeyIsUnicode() {
        String key = "x".repeat(28) + "\uD83D\uDE80".repeat(10);

        assertThat(set(acme.client(), State.SUCCESSFUL, key).key()).hasSize(39).matches("x{28}-[0-9a-f]{10}");
    }

    @Test
    void isSetOnceAfterLostResponses() {
        acme.bitbucket.misbehaveOnce(Fault.dropAfter(), Fault.statusAfter(502), Fault.cutShort());

        assertThat(set(acme.patientClient(), State.SUCCESSFUL, "build").state()).isEqualTo(State.SUCCESSFUL);
        assertThat(statuses()).hasSize(1);
    }

    @Test
    void anUnreadableSuccessCountsOnceItIsConfirmed() {
        acme.bitbucket.misbehaveOnce(Fault.emptyBody());

        assertThat(set(acme.client(), State.SUCCESSFUL, "build").state()).isEqualTo(State.SUCCESSFUL);

        acme.bitbucket.misbehaveOnce(Fault.answer(201, "text/html", "<html>Log in</html>"));
        assertThat(failureOf(new SetBuildStatus().run(request(acme.firstCommit, State.FAILED, "build"), acme.client())))
                .isInstanceOf(UnreadableSuccess.class);
    }

    @Test
    void anUnknownCommitIsNamed() {
        BitbucketException failure =
                failureOf(new SetBuildStatus().run(request("0123456789ab", State.FAILED, "build"), acme.client()));

        assertThat(failure)
                .isInstanceOf(NotFound.class)
                .hasMessageStartingWith(
                        "Can't set the build status “build” of the commit 0123456789ab in acme/infra with"
                                + " the credential “bitbucket-prod”: Bitbucket says “Commit not found");
    }

    @Test
    void namesTheWriteScopeIfBitbucketRequiresIt() {
        acme.bitbucket.quirks().statusesWantWriteScope();
        BitbucketClient client = acme.client(acme.ci.token(Scopes.READ_REPOSITORY));

        assertThat(failureOf(new SetBuildStatus().run(request(acme.firstCommit, State.FAILED, "build"), client)))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining("write:repository:bitbucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "012345", "0123456g", "HEAD"})
    void rejectsAnInvalidCommit(String commit) {
        assertThatThrownBy(() -> request(commit, State.FAILED, "build"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the hash of a commit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines"})
    void rejectsAKeyOfSeveralLines(String key) {
        assertThatThrownBy(() -> request(acme.firstCommit, State.FAILED, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The key of a build status is one line, without control characters.");
    }

    @ParameterizedTest
    @CsvSource({"job/infra/7", "ftp://jenkins.acme.example/", "https:///job", "mailto:ci@acme.example"})
    void rejectsAnInvalidUrl(URI url) {
        assertThatThrownBy(() -> new SetBuildStatus.Request(
                        INFRA,
                        acme.firstCommit,
                        State.FAILED,
                        "build",
                        Optional.empty(),
                        Optional.empty(),
                        url,
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the address of a page");
    }
}
