package io.jenkins.plugins.bitbucket.core.retry;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * If Bitbucket rejects one request of an account because there are too many, all operations of the account wait
 * together.
 */
@Timeout(300)
class RateLimiterTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final AtomicLong clock = new AtomicLong();
    private final RateLimiter rateLimiter = new RateLimiter(DaemonExecutors.timer("Bitbucket test timer"), clock::get);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> refused = new CompletableFuture<>();
    private final String token = acme.ci.tokenWithAllScopes();
    private final BitbucketCloud bitbucket = acme.answeringWithin(Duration.ofSeconds(20));

    private CompletableFuture<Repository> read(ApiCredential credential, Duration maxDuration) {
        RetryPolicy policy = new RetryPolicy(maxDuration, Duration.ofMillis(10), Duration.ofMillis(50), line -> {
            told.add(line);
            refused.complete(null);
        });
        return bitbucket.as(credential, policy).repository(INFRA).get();
    }

    private CompletableFuture<Repository> read() {
        return read(Acme.credential(token), Duration.ofSeconds(30));
    }

    private List<Integer> statuses() {
        return acme.bitbucket.requests().stream().map(RecordedRequest::status).toList();
    }

    @Test
    @Tag("slow")
    void oneRejectionStopsAll() throws Exception {
        // On a busy machine, a pause of a second can be over before the operation learns of it.
        acme.bitbucket.misbehaveOnce(Fault.rateLimited(Duration.ofSeconds(4)));
        CompletableFuture<Repository> first = read();
        refused.get(1, TimeUnit.MINUTES);

        CompletableFuture<?>[] others =
                IntStream.range(0, 20).mapToObj(i -> read()).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(others).join();
        first.join();

        assertThat(statuses()).filteredOn(status -> status == 429).hasSize(1);
        assertThat(told)
                .allMatch(line -> line.contains("Bitbucket accepts no more requests of this account for now (429)"));
    }

    @Test
    void otherAccountsContinue() {
        acme.bitbucket.misbehaveOnce(Fault.rateLimited(Duration.ofMinutes(5)));
        assertThat(failureOf(read())).isInstanceOf(RateLimited.class);

        assertThat(read(Acme.credential(acme.anotherAccount()), Duration.ZERO)
                        .join()
                        .fullName())
                .isEqualTo("acme/infra");
        assertThat(failureOf(read()))
                .isInstanceOf(RateLimited.class)
                .hasMessageContaining("No further request of this account is sent for");
        assertThat(statuses()).containsExactly(429, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {Acme.EMAIL, "CI@Acme.Example"})
    void otherTokensOfTheAccountWait(String email) {
        acme.bitbucket.misbehaveOnce(Fault.rateLimited(Duration.ofMinutes(5)));
        assertThat(failureOf(read())).isInstanceOf(RateLimited.class);
        ApiCredential another =
                new ApiCredential("another", new Email(email), new ApiToken(acme.ci.tokenWithAllScopes()));

        assertThat(failureOf(read(another, Duration.ZERO)))
                .isInstanceOf(RateLimited.class)
                .hasMessageContaining("with the credential “another”: the account has made too many requests (429)");
        assertThat(statuses()).containsExactly(429);
    }

    @Test
    @Tag("slow")
    void manyOperationsSucceedWithALowLimit() {
        acme.bitbucket.rateLimit(100);

        CompletableFuture<?>[] all =
                IntStream.range(0, 400).mapToObj(i -> read()).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        // All that are in flight at the first rejection are rejected too; hardly any is rejected twice.
        assertThat(statuses()).filteredOn(status -> status == 200).hasSize(400);
        assertThat(statuses()).filteredOn(status -> status == 429).hasSizeLessThan(80);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.02", "20, 0.02", "100, 0.05", "200, 0.05", "400, 0.07"})
    void aThousandAtOnceWithALowLimitWasteFewRequestsAndLittleTime(int answerMillis, double wasted) {
        SimulatedRequests requests = new SimulatedRequests(answerMillis, 100).after(20);

        double seconds = requests.run(1_000);

        assertThat(requests.wasted()).isLessThan(wasted);
        assertThat(seconds).isLessThan(1.2 * (9 + answerMillis / 1_000.0));
    }

    @Test
    void aThousandAtOnceAreSentImmediatelyAfterManyAcceptedRequests() {
        assertThat(new SimulatedRequests(200, 1_000_000)
                        .after(20)
                        .afterBurst(4_000)
                        .run(1_000))
                .isLessThan(1.3 * 0.2);
    }

    @Test
    void aThousandAtOnceDoNotTakeForeverWithoutHistory() {
        assertThat(new SimulatedRequests(200, 1_000_000).run(1_000)).isLessThan(3);
    }

    @Test
    void onlyAFewAreInFlightIfAnswersAreQuick() {
        List<CompletableFuture<RateLimiter.Permit>> permits = permits();
        assertThat(permits).filteredOn(CompletableFuture::isDone).hasSize(RateLimiter.MAX_UNANSWERED_IF_QUICK);

        permits.get(0).join().accepted();
        assertThat(permits).filteredOn(CompletableFuture::isDone).hasSize(RateLimiter.MAX_UNANSWERED_IF_QUICK + 1);

        permits.get(1).join().throttled(Optional.of(Duration.ofHours(1)));
        permits.get(2).join().accepted();
        assertThat(permits).filteredOn(CompletableFuture::isDone).hasSize(RateLimiter.MAX_UNANSWERED_IF_QUICK + 1);
    }

    @ParameterizedTest
    @CsvSource({"75, 10", "76, 50"})
    void aFirstBurstIsInFlightIfAnswersAreSlow(long answerMillis, int inFlight) {
        List<CompletableFuture<RateLimiter.Permit>> permits = permits();

        clock.addAndGet(Duration.ofMillis(answerMillis).toNanos());
        permits.get(0).join().accepted();

        assertThat(permits).filteredOn(CompletableFuture::isDone).hasSize(1 + inFlight);
    }

    @ParameterizedTest
    @CsvSource({"2999, 51", "3000, 100"})
    void anotherBurstFollowsAfterHalfAgainTheUsualTimeIfAnswersAreSlow(long silentMillis, int sent) {
        List<CompletableFuture<RateLimiter.Permit>> permits = permits();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        permits.get(0).join().accepted();

        clock.addAndGet(Duration.ofMillis(silentMillis).toNanos());
        rateLimiter.acquire();

        assertThat(permits).filteredOn(CompletableFuture::isDone).hasSize(sent);
    }

    @Test
    void anotherBurstFollowsWithoutAnswers() {
        List<CompletableFuture<RateLimiter.Permit>> permits = permits();

        clock.addAndGet(Duration.ofMillis(300).toNanos());
        CompletableFuture<RateLimiter.Permit> another = rateLimiter.acquire();
        assertThat(permits).allMatch(CompletableFuture::isDone);
        assertThat(another).isNotDone();

        clock.addAndGet(Duration.ofMillis(400).toNanos());
        rateLimiter.acquire();
        assertThat(another).isDone();
    }

    @Test
    void anUnusedPermitIsReleased() {
        List<CompletableFuture<Void>> ended = IntStream.range(0, 50_000)
                .mapToObj(i -> rateLimiter.acquire().thenAccept(RateLimiter.Permit::released))
                .toList();

        assertThat(ended).allMatch(CompletableFuture::isDone);
    }

    private List<CompletableFuture<RateLimiter.Permit>> permits() {
        return IntStream.range(0, 100).mapToObj(i -> rateLimiter.acquire()).toList();
    }
}
