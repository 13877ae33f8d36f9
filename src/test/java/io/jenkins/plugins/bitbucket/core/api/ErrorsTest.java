package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each refusal of Bitbucket becomes an error that says what to do. */
class ErrorsTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final String token = acme.ci.tokenWithAllScopes();
    private final BitbucketClient client = acme.client(token);
    private final RepositoryClient infra = client.repository(INFRA);

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void rejectedToken(String contentType) {
        acme.bitbucket.misbehaveOnce(Fault.answer(401, contentType, "Token is invalid"));

        assertThat(failureOf(client.currentUser()))
                .isInstanceOf(TokenRejected.class)
                .hasMessage(
                        "Can't identify the token's owner with the credential “bitbucket-prod”: Bitbucket rejected the"
                                + " token (401). It is wrong, expired or revoked, has no scopes, was not made for Bitbucket, or"
                                + " belongs to another email. Check the email, and the token's expiry date at"
                                + " https://id.atlassian.com/manage-profile/security/api-tokens.");
    }

    @Test
    void revokedAndScopelessTokens() {
        acme.bitbucket.revoke(token);

        assertThat(failureOf(client.currentUser())).isInstanceOf(TokenRejected.class);
        assertThat(failureOf(acme.client(acme.ci.token()).currentUser())).isInstanceOf(TokenRejected.class);
    }

    @Test
    void missingScope() {
        BitbucketClient reader = acme.client(acme.ci.token(Scopes.READ_WORKSPACE, Scopes.READ_PROJECT));

        assertThat(failureOf(reader.currentUser()))
                .isInstanceOfSatisfying(ScopeMissing.class, missing -> {
                    assertThat(missing.required()).containsExactly(Scopes.READ_USER);
                    assertThat(missing.granted()).containsExactly(Scopes.READ_PROJECT, Scopes.READ_WORKSPACE);
                })
                .hasMessage("Can't identify the token's owner with the credential “bitbucket-prod”: its token lacks "
                        + "the scope read:user:bitbucket (it has read:project:bitbucket, "
                        + "read:workspace:bitbucket). You can't change the scopes of a token: create a new one "
                        + "with all required scopes at https://id.atlassian.com/manage-profile/security/api-tokens "
                        + "and enter it in the credential.");
    }

    @Test
    void missingPermission() {
        acme.infra.readOnlyFor(acme.ci);

        assertThat(failureOf(infra.createBranch(new BranchName("x"), "main")))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Access denied. You must have write or admin access.")
                .hasMessageContaining("acme/infra");
    }

    @Test
    void unknownAndHiddenRepositories() {
        acme.infra.hiddenFrom(acme.ci);

        BitbucketException hidden = failureOf(infra.get());
        BitbucketException unknown =
                failureOf(client.repository(new RepositoryId("acme", "nothing")).get());

        assertThat(hidden).isInstanceOf(NotFound.class).hasMessageContaining("read the repository acme/infra");
        assertThat(unknown).isInstanceOf(NotFound.class);
    }

    @Test
    void unknownWorkspaceRevisionAndPullRequest() {
        assertThat(failureOf(client.projects("nobody")))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("No workspace with identifier 'nobody'");
        assertThat(failureOf(infra.commit("0123456789"))).isInstanceOf(NotFound.class);
        assertThat(failureOf(infra.pullRequest(99)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("it was not found");
        assertThat(failureOf(infra.branch(new BranchName("no/such")))).isInstanceOf(NotFound.class);
    }

    @Test
    void aWebPageInPlaceOfAnErrorIsNotRepeated() {
        acme.bitbucket.misbehaveOnce(Fault.answer(404, "text/html", "<p>Jane Doe's profile</p>"));

        assertThat(failureOf(infra.get())).isInstanceOf(NotFound.class).hasMessageNotContaining("Jane");
    }

    @Test
    @Tag("slow")
    void existingBranchAndBadField() {
        assertThat(failureOf(infra.createBranch(new BranchName("main"), "main")))
                .isInstanceOfSatisfying(
                        Invalid.class, invalid -> assertThat(invalid.key()).isEqualTo("BRANCH_ALREADY_EXISTS"));
        assertThat(failureOf(
                        infra.openPullRequest(new PullRequestChange().title("x").source(new BranchName("nowhere")))))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid -> assertThat(invalid.fields().get("source"))
                                .containsExactly("branch not found: nowhere"));
    }

    @Test
    void closedPullRequest() {
        acme.infra.commit("topic", "topic.txt", "topic");
        infra.openPullRequest(new PullRequestChange().title("x").source(new BranchName("topic")))
                .join();
        acme.infra.merge(1);

        assertThat(failureOf(infra.updatePullRequest(1, new PullRequestChange().title("y"))))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Can only update an open pull request.");
    }

    @Test
    void removedEndpoint() {
        acme.bitbucket.misbehaveOnce(
                Fault.answer(410, "application/json", "{\"type\":\"error\",\"error\":{\"message\":\"CHANGE-2770\"}}"));

        assertThat(failureOf(client.workspaces()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("has removed this function (410)");
    }

    @Test
    void rateLimit() {
        acme.bitbucket.misbehaveOnce(
                Fault.rateLimited(),
                Fault.rateLimited(Duration.ofSeconds(7)),
                Fault.rateLimitedUntil(Instant.now().plusSeconds(90)));

        assertThat(failureOf(anotherAccount().get()))
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).isEmpty());
        assertThat(failureOf(anotherAccount().get()))
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7)))
                .hasMessageContaining("wait 7 seconds");
        assertThat(failureOf(anotherAccount().get()))
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.retryAfter())
                                .hasValueSatisfying(wait ->
                                        assertThat(wait).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(91))));
    }

    /** An account whose requests Bitbucket has not rejected yet. */
    private RepositoryClient anotherAccount() {
        return acme.clientOfAnotherAccount().repository(INFRA);
    }

    @ParameterizedTest
    @CsvSource({"500, failed (500)", "502, failed (502)", "503, failed (503)", "504, failed (504)", "555, took too long"
    })
    void serverErrors(int status, String words) {
        acme.bitbucket.misbehaveOnce(Fault.status(status));

        assertThat(failureOf(infra.get()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(words)
                .hasMessageContaining("Try again later");
    }

    @Test
    void brokenConnections() {
        acme.bitbucket.misbehave(request -> Fault.dropAfter());
        assertThat(failureOf(infra.createBranch(new BranchName("x"), "main"))).isInstanceOf(Unavailable.class);

        acme.bitbucket.misbehave(request -> Fault.cutShort());
        assertThat(failureOf(infra.get()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("127.0.0.1 can't be reached");
    }

    @Test
    void unreachableServer() {
        URI nowhere = URI.create("http://127.0.0.1:1/2.0");
        BitbucketClient lost = BitbucketCloud.at(nowhere, Duration.ofSeconds(5), Duration.ofSeconds(5))
                .as(Acme.credential(token));

        assertThat(failureOf(lost.currentUser()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("check the network and the proxy");
    }

    @Test
    void responseThatTakesTooLong() {
        acme.bitbucket.misbehave(request -> Fault.delay(Duration.ofSeconds(30)));
        BitbucketClient hasty = acme.answeringWithin(Duration.ofMillis(200)).as(Acme.credential(token));

        assertThat(failureOf(hasty.currentUser()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("did not answer within");
    }

    @Test
    void responsesThatAreNotFromTheApi() {
        acme.bitbucket.misbehaveOnce(
                Fault.html(),
                Fault.answer(200, "application/json", "{\"full_name\":"),
                Fault.answer(200, "application/json", "[".repeat(1_000_000)),
                Fault.answer(200, "application/json", "{\"slug\":\"infra\"}"),
                Fault.huge(50_000_000));

        assertThat(failureOf(infra.get()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("not JSON, but “text/html");
        assertThat(failureOf(infra.get())).isInstanceOf(UnexpectedResponse.class);
        assertThat(failureOf(infra.get())).isInstanceOf(UnexpectedResponse.class);
        assertThat(failureOf(infra.get()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it has no full_name");
        assertThat(failureOf(infra.get()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("longer than 4000000 bytes");
    }

    @Test
    void aTokenThatTheServerRepeatsIsRedacted() {
        String echo = "{\"type\":\"error\",\"error\":{\"message\":\"bad \\u001b[31m" + token
                + "\",\"fields\":{\"x\":[\"" + token + "\"]}}}";
        for (int status : new int[] {400, 401, 403, 404, 409, 429, 500}) {
            acme.bitbucket.misbehaveOnce(Fault.answer(status, "application/json", echo));
            assertKeepsTheToken(infra.get());
        }
        acme.bitbucket.misbehaveOnce(Fault.answer(200, "application/json", echo), Fault.html(), Fault.dropBefore());
        assertKeepsTheToken(infra.createBranch(new BranchName("x"), "main"));
        assertKeepsTheToken(infra.createBranch(new BranchName("x"), "main"));
        assertKeepsTheToken(infra.createBranch(new BranchName("x"), "main"));
    }

    @Test
    void controlCharactersInABranchNameAreRemoved() {
        assertThat(failureOf(infra.branch(new BranchName("a\u009b31m\u202eb"))))
                .hasMessageStartingWith("Can't read the branch a 31m b of acme/infra with");
    }

    private void assertKeepsTheToken(CompletableFuture<?> call) {
        BitbucketException failure = failureOf(call);
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        String base64 = Base64.getEncoder().encodeToString((Acme.EMAIL + ":" + token).getBytes());
        assertThat(trace + failure.toString() + client + infra)
                .doesNotContain(token)
                .doesNotContain(token.substring(0, 20))
                .doesNotContain(base64)
                .doesNotContain("\u001b");
    }
}
