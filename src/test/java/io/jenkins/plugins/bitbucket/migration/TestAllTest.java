package io.jenkins.plugins.bitbucket.migration;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.credentials.TestConnection;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.htmlunit.HttpMethod;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;

class TestAllTest extends MovingTest {

    /** Clicks the button, and returns the rows of the resulting table. */
    private static Map<String, List<String>> testAll() throws Exception {
        HtmlPage page = moving.page(MovingJenkins.ADMINISTRATOR);
        return MovingJenkins.rows(jenkins.submit(page.getFormByName("testAll")), "tokens");
    }

    @Test
    void testsAllTokensAndShowsTheResults() throws Exception {
        moving.add(MovingJenkins.token("good", acme.ci.tokenWithAllScopes()));
        moving.add(MovingJenkins.token("rejected", acme.ci.expiredToken(Scopes.READ_USER)));
        moving.addToTeam(MovingJenkins.token(
                "limited",
                acme.ci.token(Scopes.READ_PROJECT, Scopes.READ_REPOSITORY, Scopes.READ_USER, Scopes.READ_WORKSPACE)));
        moving.addToTeam(MovingJenkins.token("insufficient", acme.ci.token(Scopes.READ_USER)));
        moving.add(MovingJenkins.token("not-usable", "a token with spaces"));

        Map<String, List<String>> rows = testAll();

        assertThat(rows.get("good").get(3)).matches("Good, .* ago");
        assertThat(rows.get("good").get(5)).isEmpty();
        assertThat(rows.get("rejected").get(3)).matches("Rejected, .* ago");
        assertThat(rows.get("rejected").get(5)).startsWith("Bitbucket rejected the token (401).");
        assertThat(rows.get("limited").get(3)).matches("Limited, .* ago");
        assertThat(rows.get("limited").get(5)).contains("but not for branches and pull requests");
        assertThat(rows.get("insufficient").get(3)).matches("Not enough scopes, .* ago");
        assertThat(rows.get("insufficient").get(5)).contains("The token lacks read:project:bitbucket");
        assertThat(rows.get("not-usable").get(3)).isEmpty();
        assertThat(rows.get("not-usable").get(5)).contains("contains a space");
    }

    @Test
    void reportsThatATokenCouldNotBeTested() throws Exception {
        moving.add(MovingJenkins.token("asked", acme.ci.tokenWithAllScopes()));
        acme.bitbucket.misbehave(request -> Fault.status(503));

        List<String> row = testAll().get("asked");

        assertThat(row.get(3)).startsWith("Could not be tested, ");
        assertThat(row.get(5)).contains("“asked”", "Bitbucket failed (503)");
    }

    @Test
    void testsATokenStoredTwiceOnce() throws Exception {
        String token = acme.ci.tokenWithAllScopes();
        moving.add(MovingJenkins.token("one", token));
        moving.addToTeam(MovingJenkins.token("another", token));

        Map<String, List<String>> rows = testAll();

        assertThat(acme.bitbucket.requests()).hasSize(2);
        assertThat(rows.get("one").get(3)).startsWith("Good");
        assertThat(rows.get("another").get(3)).startsWith("Good");
    }

    @Test
    void testsAFewTokensAtATime() throws Exception {
        for (int number = 0; number < 12; number++) {
            moving.add(MovingJenkins.token("token" + number, acme.ci.tokenWithAllScopes()));
        }
        AtomicInteger most = new AtomicInteger();
        acme.bitbucket.delay(Duration.ofMillis(50));
        acme.bitbucket.misbehave(request -> {
            most.accumulateAndGet(acme.bitbucket.unansweredRequests(), Math::max);
            return Fault.none();
        });

        testAll();

        assertThat(acme.bitbucket.requests()).hasSize(24);
        assertThat(most.get()).isBetween(2, 4);
    }

    @Test
    void continuesInTheBackgroundIfBitbucketIsSlow() throws Exception {
        moving.add(MovingJenkins.token("slow", acme.ci.tokenWithAllScopes()));
        CompletableFuture<Void> answer = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> Fault.hold(answer));
        System.setProperty(PageWait.class.getName() + ".seconds", "1");

        HtmlPage page = moving.page(MovingJenkins.ADMINISTRATOR);
        page = jenkins.submit(page.getFormByName("testAll"));

        assertThat(page.getElementById("progress").asNormalizedText())
                .isEqualTo("The test is still running: 0 of 1 tokens are tested. Reload this page to see the others.");
        System.clearProperty(PageWait.class.getName() + ".seconds");
        answer.complete(null);
        Map<String, List<String>> rows = testAll();
        assertThat(rows.get("slow").get(3)).startsWith("Good, ");
        assertThat(moving.page(MovingJenkins.ADMINISTRATOR).getElementById("progress"))
                .isNull();
    }

    @Test
    void testsOnlyCredentialsThatTheUserCanSee() throws Exception {
        moving.add(MovingJenkins.token("unseen", acme.ci.tokenWithAllScopes()));

        assertThat(moving.ask(HttpMethod.POST, MovingJenkins.GUARD, "testAll", Map.of())
                        .getStatusCode())
                .isEqualTo(200);

        assertThat(acme.bitbucket.requests()).isEmpty();
        assertThat(MovingJenkins.rows(moving.page(MovingJenkins.ADMINISTRATOR), "tokens")
                        .get("unseen")
                        .get(3))
                .isEmpty();
    }

    @Test
    void testsNothingWhenALinkIsFollowed() throws Exception {
        moving.add(MovingJenkins.token("asked", acme.ci.tokenWithAllScopes()));

        assertThat(moving.ask(HttpMethod.GET, MovingJenkins.ADMINISTRATOR, "testAll", Map.of())
                        .getStatusCode())
                .isEqualTo(404);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void remembersATestThroughTheFormOfTheCredentials() throws Exception {
        String token = acme.ci.tokenWithAllScopes();
        moving.add(MovingJenkins.token("saved", token));

        new TestConnection().run(Acme.EMAIL, Secret.fromString(token));

        HtmlPage page = moving.page(MovingJenkins.ADMINISTRATOR);
        assertThat(MovingJenkins.rows(page, "tokens").get("saved").get(3)).startsWith("Good, ");
    }
}
