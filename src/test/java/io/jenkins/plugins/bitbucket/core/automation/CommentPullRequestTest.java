package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.CommentResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommentPullRequestTest {

    private static final String TEXT = "Coverage: **91 %**\n\n| File | Lines |\n| --- | --- |\n| a.tf | 12 |\n";
    private static final String KEY = "coverage";

    @AutoClose
    private final Acme acme = new Acme();

    private final PullRequestId id = acme.openPullRequest("bump");

    private CommentResult once(BitbucketClient client, String text) {
        return run(client, text, CommentMark.once(UUID.randomUUID().toString())).join();
    }

    private CommentResult withKey(BitbucketClient client, String text) {
        return run(client, text, CommentMark.ofKey(KEY)).join();
    }

    private CompletableFuture<CommentResult> run(BitbucketClient client, String text, CommentMark mark) {
        return new CommentPullRequest().run(new CommentPullRequest.Request(id, text, mark), client);
    }

    private List<String> texts() {
        return acme.infra.comments(1).stream()
                .filter(comment -> !comment.deleted())
                .map(Comment::raw)
                .map(raw -> raw.replaceFirst("^\\[//]: # \\(bitbucket-api-token (key|once) [0-9a-f]{24}\\)\n\n", ""))
                .toList();
    }

    @Test
    void addsACommentEachTime() {
        CommentResult first = once(acme.client(), TEXT);
        CommentResult second = once(acme.client(), TEXT);

        assertThat(texts()).containsExactly(TEXT, TEXT);
        assertThat(List.of(first.outcome(), second.outcome())).containsOnly(Outcome.CREATED);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(first.url())
                .hasValueSatisfying(url -> assertThat(url.toString())
                        .endsWith("/acme/infra/pull-requests/1/_/diff#comment-" + first.id()));
    }

    @Test
    void updatesACommentWithAKey() {
        CommentResult first = withKey(acme.client(), "90 %");
        CommentResult second = withKey(acme.client(), TEXT);
        CommentResult third = withKey(acme.client(), TEXT);

        assertThat(texts()).containsExactly(TEXT);
        assertThat(Stream.of(first, second, third).map(CommentResult::outcome))
                .containsExactly(Outcome.CREATED, Outcome.UPDATED, Outcome.FOUND);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void keepsOneCommentForEachKey() {
        withKey(acme.client(), "90 %");
        run(acme.client(), "No findings", CommentMark.ofKey("coverage ")).join();
        run(acme.client(), "No findings", CommentMark.ofKey("key) with\nanything [in it"))
                .join();
        withKey(acme.client(), "91 %");

        assertThat(texts()).containsExactly("91 %", "No findings", "No findings");
    }

    @Test
    void findsACommentWithAKeyAmongHundreds() {
        for (int i = 0; i < 120; i++) {
            acme.client()
                    .pullRequest(id)
                    .addComment("Comment " + i + " of people")
                    .join();
        }
        withKey(acme.client(), "90 %");
        BitbucketClient client = acme.client();

        assertThat(withKey(client, "91 %").outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(texts()).hasSize(121).contains("91 %").doesNotContain("90 %");
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void addsADeletedCommentAgain() {
        CommentResult first = withKey(acme.client(), "90 %");
        acme.infra.pulls().discussion(1).delete(acme.infra.comments(1).get(0), acme.ci);

        CommentResult second = withKey(acme.client(), "91 %");

        assertThat(second.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(texts()).containsExactly("91 %");
    }

    @Test
    void leavesCommentsOfOtherAccountsUnchanged() {
        withKey(acme.clientOfAnotherAccount(), "90 %");

        assertThat(withKey(acme.client(), "91 %").outcome()).isEqualTo(Outcome.CREATED);
        assertThat(withKey(acme.client(), "92 %").outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(texts()).containsExactly("90 %", "92 %");
    }

    @Test
    void doesNotMatchAQuote() {
        withKey(acme.client(), "90 %");
        String quoted = "> " + acme.infra.comments(1).get(0).raw().replace("\n", "\n> ") + "\n\nGood";
        acme.client().pullRequest(id).addComment(quoted).join();

        withKey(acme.client(), "91 %");

        assertThat(texts()).containsExactly("91 %", quoted);
    }

    @Test
    void concurrentBuildsAddOneComment() {
        List<CompletableFuture<CommentResult>> all = Stream.of("1", "2", "3", "4")
                .map(text -> run(acme.client(), text, CommentMark.ofKey(KEY)))
                .toList();
        all.forEach(CompletableFuture::join);

        assertThat(texts()).containsExactly("4");
    }

    static Stream<Fault> lostAnswers() {
        return Stream.of(
                Fault.dropAfter(), Fault.cutShort(), Fault.statusAfter(502), Fault.emptyBody(), Fault.cutBody());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void addsNoSecondCommentAfterALostResponse(Fault fault) {
        once(acme.client(), TEXT);
        acme.bitbucket.misbehaveOnce(fault);

        assertThat(once(acme.patientClient(), TEXT).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(texts()).containsExactly(TEXT, TEXT);
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void addsNoSecondCommentWithAKeyAfterALostResponse(Fault fault) {
        acme.bitbucket.misbehaveOnce(Fault.none(), fault);

        assertThat(withKey(acme.patientClient(), "90 %").outcome()).isEqualTo(Outcome.CREATED);

        acme.bitbucket.misbehaveOnce(Fault.none(), fault);
        assertThat(withKey(acme.patientClient(), "91 %").outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(texts()).containsExactly("91 %");
    }

    @Test
    void addsNoSecondCommentAfterARestart() {
        CommentMark mark = CommentMark.once("the step that was restarted");
        run(acme.client(), TEXT, mark).join();

        CommentResult again = run(acme.client().resumed(), TEXT, mark).join();

        assertThat(again.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(texts()).containsExactly(TEXT);
    }

    @Test
    void failsIfAReportedSuccessCannotBeConfirmed() {
        acme.bitbucket.misbehaveOnce(Fault.answer(201, "text/html", "<html>Log in</html>"));

        assertThat(failureOf(run(acme.client(), TEXT, CommentMark.once("1")))).isInstanceOf(UnreadableSuccess.class);
        assertThat(texts()).isEmpty();
    }

    @Test
    void commentsOnAMergedPullRequest() {
        acme.infra.merge(1);

        once(acme.client(), "Released");

        assertThat(texts()).containsExactly("Released");
    }

    @Test
    void namesAnUnknownPullRequest() {
        PullRequestId unknown = new PullRequestId(Acme.INFRA, 99);

        assertThat(failureOf(new CommentPullRequest()
                        .run(new CommentPullRequest.Request(unknown, "x", CommentMark.once("1")), acme.client())))
                .isInstanceOf(NotFound.class)
                .hasMessageStartingWith("Can't comment on the pull request #99 of acme/infra with the credential");
    }

    @Test
    void sends32KilobytesAndNoMore() {
        String text = "ä".repeat(16 * 1024 - 31) + "x";

        once(acme.client(), text);

        assertThat(acme.infra.comments(1))
                .singleElement()
                .satisfies(comment -> assertThat(comment.raw().getBytes(StandardCharsets.UTF_8))
                        .hasSize(32 * 1024));
        assertThatThrownBy(() -> new CommentPullRequest.Request(id, text + "x", CommentMark.once("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A comment has at most 32707 bytes, not 32708.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "half a character \uD83D"})
    void rejectsInvalidText(String text) {
        assertThatThrownBy(() -> new CommentPullRequest.Request(id, text, CommentMark.once("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The comment is ");
    }

    @Test
    void rejectsAnEmptyKey() {
        assertThatThrownBy(() -> CommentMark.ofKey(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
