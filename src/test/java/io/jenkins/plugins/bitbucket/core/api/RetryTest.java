package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which requests are repeated, and which are not. */
@Timeout(300)
class RetryTest {

    private static final BranchName BUMP = new BranchName("bump");

    @AutoClose
    private final Acme acme = new Acme();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final BitbucketClient client = client(Duration.ofSeconds(30));

    private BitbucketClient client(Duration total) {
        return acme.answeringWithin(Duration.ofSeconds(20))
                .as(Acme.credential(acme.ci.tokenWithAllScopes()), policy(total));
    }

    private RetryPolicy policy(Duration total) {
        return new RetryPolicy(total, Duration.ofMillis(10), Duration.ofMillis(50), told::add);
    }

    static Stream<Fault> transientFaults() {
        return Stream.of(
                Fault.dropBefore(),
                Fault.dropAfter(),
                Fault.cutShort(),
                Fault.status(500),
                Fault.status(502),
                Fault.statusAfter(503),
                Fault.status(555),
                Fault.rateLimited(),
                Fault.rateLimited(Duration.ofSeconds(1)),
                Fault.rateLimitedUntil(Instant.now().plusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("transientFaults")
    void repeatsAReadAfterTransientFailuresAndReportsEachWaitOnce(Fault fault) {
        acme.bitbucket.misbehaveOnce(fault, fault);

        assertThat(client.repository(INFRA).get().join().fullName()).isEqualTo("acme/infra");

        assertThat(acme.bitbucket.requests()).hasSize(3);
        assertThat(client.requestsSent()).isEqualTo(3);
        assertThat(told).hasSize(2).allMatch(line -> line.contains("giving up after"));
    }

    @Test
    void repeatsEachPageOfAList() {
        IntStream.range(0, 101).forEach(i -> acme.infra.commit("branch-" + i, "versions.tf", "1.9"));
        acme.bitbucket.misbehaveOnce(Fault.status(503), Fault.none(), Fault.dropAfter());

        List<Branch> all = Page.collect(client.repository(INFRA).branches(), branch -> true, 1_000)
                .join();

        assertThat(all).hasSize(102);
        assertThat(client.requestsSent()).isEqualTo(4);
    }

    @Test
    void repeatsReadingAFile() {
        SourcePath file = new SourcePath("versions.tf");
        acme.infra.commit("main", file.value(), "1.9");
        acme.bitbucket.misbehaveOnce(Fault.cutShort());

        byte[] content =
                client.repository(INFRA).source().content("main", file, 3).join();

        assertThat(content).asString().isEqualTo("1.9");
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @Test
    void reportsTheReasonAndTheDelay() {
        acme.bitbucket.misbehaveOnce(Fault.status(503));

        client.currentUser().join();

        assertThat(told.get(0))
                .matches("Bitbucket failed \\(503\\)\\. Trying again in \\d+ ms; giving up after 30 s in total\\.");
    }

    @Test
    void repeatsAnIdempotentChange() {
        acme.infra.commit("bump", "versions.tf", "1.9");
        PullRequest opened = client.repository(INFRA)
                .openPullRequest(new PullRequestChange().title("Terraform").source(BUMP))
                .join();
        acme.bitbucket.misbehaveOnce(Fault.dropAfter());

        PullRequest updated = client.repository(INFRA)
                .updatePullRequest(opened.id(), new PullRequestChange().title("Terraform 1.9"))
                .join();

        assertThat(updated.title()).isEqualTo("Terraform 1.9");
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    static Stream<Fault> ofUnknownOutcome() {
        return Stream.of(
                Fault.dropBefore(), Fault.dropAfter(), Fault.cutShort(), Fault.status(500), Fault.statusAfter(555));
    }

    @ParameterizedTest
    @MethodSource("ofUnknownOutcome")
    void doesNotRepeatACreationThatMayHaveSucceeded(Fault fault) {
        acme.bitbucket.misbehaveOnce(fault);

        assertThat(failureOf(client.repository(INFRA).createBranch(BUMP, "main")))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
        assertThat(client.requestsSent()).isOne();
        assertThat(told).isEmpty();
    }

    @Test
    void repeatsACreationThatBitbucketRejectedTemporarily() {
        acme.bitbucket.misbehaveOnce(Fault.rateLimited(), Fault.rateLimited());

        assertThat(client.repository(INFRA).createBranch(BUMP, "main").join().commit())
                .isEqualTo(acme.firstCommit);
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    @Tag("slow")
    void waitsAsLongAsBitbucketAsks() {
        Instant start = Instant.now();
        acme.bitbucket.misbehaveOnce(Fault.unavailable(Duration.ofSeconds(1)));

        client.currentUser().join();

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitLongerThanAllowed() {
        acme.bitbucket.misbehaveOnce(Fault.unavailable(Duration.ofSeconds(40)));
        assertThat(failureOf(client.currentUser())).isInstanceOf(Unavailable.class);

        acme.bitbucket.misbehaveOnce(Fault.rateLimited(Duration.ofSeconds(40)));
        assertThat(failureOf(client.currentUser()))
                .isInstanceOf(RateLimited.class)
                .hasMessageContaining("Bitbucket asks to wait 40 seconds");

        assertThat(client.requestsSent()).isEqualTo(2);
        assertThat(told).isEmpty();
    }

    @Test
    @Tag("slow")
    void givesUpInTheEndAndReportsItsAttempts() {
        acme.bitbucket.misbehave(request -> Fault.status(502));
        BitbucketClient client = client(Duration.ofSeconds(5));

        assertThat(failureOf(client.currentUser()))
                .isInstanceOf(Unavailable.class)
                .hasMessageMatching(
                        "Can't identify the token's owner with the credential “bitbucket-prod”: Bitbucket failed "
                                + "\\(502\\), trace ID .*\\. Tried " + client.requestsSent()
                                + " times within \\d+ s\\.");
        assertThat(client.requestsSent()).isGreaterThan(2);
    }

    @Test
    void doesNotRetryARefusal() {
        acme.bitbucket.misbehaveOnce(Fault.html());

        assertThat(failureOf(client.currentUser())).isInstanceOf(UnexpectedResponse.class);
        assertThat(client.requestsSent()).isOne();
    }

    @Test
    void endsTheWaitWhenTheOperationIsCancelled() {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        RetryPolicy policy = new RetryPolicy(
                Duration.ofHours(1), Duration.ofMinutes(10), Duration.ofMinutes(20), line -> waiting.complete(null));
        BitbucketClient client =
                acme.answeringWithin(Duration.ofSeconds(20)).as(Acme.credential(acme.ci.tokenWithAllScopes()), policy);
        acme.bitbucket.misbehaveOnce(Fault.status(503));
        CompletableFuture<User> call = client.currentUser();
        waiting.join();

        client.cancel();

        assertThat(call).failsWithin(Duration.ofSeconds(10));
        assertThat(client.requestsSent()).isOne();
    }

    @Test
    void endsEvenIfTheListenerFails() {
        RetryPolicy policy =
                new RetryPolicy(Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(50), line -> {
                    throw new IllegalStateException("the console is gone");
                });
        BitbucketClient client =
                acme.answeringWithin(Duration.ofSeconds(20)).as(Acme.credential(acme.ci.tokenWithAllScopes()), policy);
        acme.bitbucket.misbehaveOnce(Fault.status(503));

        assertThat(client.currentUser())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("the console is gone");
    }

    @Test
    void rejectsAnInvalidPolicy() {
        assertThatThrownBy(() -> policy(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new RetryPolicy(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(2), told::add))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
