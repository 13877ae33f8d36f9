package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.retry.RateLimiter.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When requests are sent after a rejection, in simulated time. */
class RateLimiterPausesTest {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final VirtualTime time = new VirtualTime();
    private final RateLimiter rateLimiter = new RateLimiter(time, time::nanos);

    private Permit next() {
        CompletableFuture<Permit> permit = rateLimiter.acquire();
        while (!permit.isDone()) {
            assertThat(time.runNext()).isTrue();
        }
        return permit.join();
    }

    private void accept(int requests, Duration interval) {
        for (int i = 0; i < requests; i++) {
            next().accepted();
            time.pass(interval);
        }
    }

    private void reject() {
        next().throttled(Optional.empty());
    }

    private Duration now() {
        return Duration.ofNanos(time.nanos());
    }

    private List<CompletableFuture<Permit>> acquire(int requests) {
        return IntStream.range(0, requests).mapToObj(i -> rateLimiter.acquire()).toList();
    }

    private static long sent(List<CompletableFuture<Permit>> permits) {
        return permits.stream().filter(CompletableFuture::isDone).count();
    }

    /** The times between so many requests that Bitbucket accepts at once. */
    private List<Duration> intervals(int requests) {
        List<Duration> intervals = new ArrayList<>();
        next().accepted();
        for (int i = 1; i < requests; i++) {
            Duration before = now();
            next().accepted();
            intervals.add(now().minus(before));
        }
        return intervals;
    }

    private static double perSecond(Duration interval) {
        return 1e9 / interval.toNanos();
    }

    @Test
    void areDoubledWithEachRejectionUpToAMinuteAndVaried() {
        List<Double> variations = new ArrayList<>();
        for (int rejections = 0; rejections < 30; rejections++) {
            reject();

            long planned = Math.min(60_000, 250L << Math.min(rejections, 20));
            variations.add(rateLimiter.pause().toNanos() / (planned * 1e6));
        }

        assertThat(variations).allMatch(share -> share >= 0.75 && share <= 1.25);
        assertThat(variations).anyMatch(share -> share < 0.95).anyMatch(share -> share > 1.05);
    }

    @Test
    void becomeShorterWithEachAcceptedRequest() {
        IntStream.range(0, 4).forEach(i -> reject());
        accept(3, Duration.ZERO);

        reject();

        assertThat(rateLimiter.pause()).isBetween(Duration.ofMillis(375), Duration.ofMillis(625));
    }

    @Test
    void lastAsLongAsBitbucketAsks() {
        Permit first = next();
        Permit sentBefore = next();
        first.throttled(Optional.of(Duration.ofMinutes(5)));
        assertThat(rateLimiter.pause()).hasMinutes(5);

        sentBefore.throttled(Optional.of(Duration.ofMinutes(7)));
        assertThat(rateLimiter.pause()).hasMinutes(7);

        Duration before = now();
        next();
        assertThat(now().minus(before)).hasMinutes(7);
    }

    @Test
    void severalRejectionsOfOneBurstAreOnePause() {
        List<CompletableFuture<Permit>> burst = acquire(10);
        burst.forEach(permit -> permit.join().throttled(Optional.empty()));

        assertThat(rateLimiter.pause())
                .isLessThanOrEqualTo(FIRST_PAUSE.multipliedBy(5).dividedBy(4));
    }

    @Test
    void endWithASingleRequest() {
        reject();
        List<CompletableFuture<Permit>> waiting = acquire(5);
        time.pass(Duration.ofMinutes(1));
        time.runNext();
        assertThat(sent(waiting)).isEqualTo(1);

        waiting.get(0).join().released();
        assertThat(sent(waiting)).isEqualTo(2);
    }

    @Test
    void areFollowedSlightlySlowerThanBitbucketAcceptedRequestsBeforeAndFasterWithEach() {
        accept(500, Duration.ofMillis(1));
        time.pass(Duration.ofSeconds(2));
        accept(100, Duration.ofMillis(10));
        reject();

        List<Duration> intervals = intervals(200);

        assertThat(perSecond(intervals.get(1))).isBetween(78.0, 83.0);
        assertThat(perSecond(intervals.get(198))).isBetween(88.0, 92.0);
    }

    @Test
    void areFollowedByTenASecondIfThereWereFewBefore() {
        reject();

        assertThat(perSecond(intervals(3).get(1))).isBetween(10.0, 10.2);
    }

    @ParameterizedTest
    @CsvSource({"1000, 80", "1001, 10"})
    void areFollowedAccordingToTheLastSecond(long millis, double expected) {
        accept(100, Duration.ZERO);
        time.pass(Duration.ofMillis(millis));
        reject();

        assertThat(perSecond(intervals(3).get(1))).isBetween(expected, expected + 0.2);
    }

    @Test
    void endOnTimeThoughALongerWaitWasPlanned() {
        Permit slow = next();
        time.pass(Duration.ofMinutes(1));
        slow.accepted();
        List<CompletableFuture<Permit>> all = acquire(RateLimiter.FIRST_BURST + 1);
        Duration before = now();

        all.get(0).join().throttled(Optional.empty());
        time.runNext();

        assertThat(sent(all)).isEqualTo(all.size());
        assertThat(now().minus(before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void areWaitedForOnce() {
        reject();
        long before = time.scheduled();

        acquire(50);

        assertThat(time.scheduled()).isEqualTo(before + 1);
    }

    @Test
    void areFollowedSlowerAfterEachRejection() {
        reject();
        reject();
        accept(2, Duration.ZERO);
        assertThat(perSecond(intervals(3).get(1))).isBetween(8.0, 8.4);

        for (int i = 0; i < 30; i++) {
            reject();
            accept(1, Duration.ZERO);
        }
        assertThat(perSecond(intervals(2).get(0))).isBetween(0.5, 0.7);
    }

    @ParameterizedTest
    @CsvSource({"59999, 2", "60000, 20"})
    void areForgottenAfterAMinuteWithoutARejection(long millis, int sent) {
        Permit late = next();
        reject();
        time.pass(Duration.ofMillis(millis));
        late.accepted();

        // One that is late is made up for.
        assertThat(sent(acquire(20))).isEqualTo(sent);
    }

    @Test
    void thereIsNoneOtherwise() {
        assertThat(rateLimiter.pause()).isZero();
        accept(100, Duration.ofMillis(1));
        assertThat(rateLimiter.pause()).isZero();
        reject();
        time.pass(Duration.ofMinutes(1));
        assertThat(rateLimiter.pause()).isZero();
    }
}
