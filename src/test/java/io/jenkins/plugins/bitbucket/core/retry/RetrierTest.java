package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When attempts start, in simulated time. */
class RetrierTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final double JITTER = 0.2;

    private final VirtualTime time = new VirtualTime();
    private final List<String> told = new ArrayList<>();
    private final List<Duration> starts = new ArrayList<>();
    private Retrier retrier = lasting(Duration.ofMinutes(5));

    private Retrier lasting(Duration maxDuration) {
        return new Retrier(new RetryPolicy(maxDuration, SECOND, LONGEST, told::add), time, time::nanos);
    }

    private static Unavailable unavailable(Duration retryAfter) {
        return new Unavailable(
                "Bitbucket failed (503).", "Bitbucket failed (503)", false, Optional.ofNullable(retryAfter), null);
    }

    /** Fails so many times, and succeeds then. */
    private Supplier<CompletableFuture<String>> failing(int times, Throwable failure) {
        return () -> {
            starts.add(Duration.ofNanos(time.nanos() - 1));
            return starts.size() > times
                    ? CompletableFuture.completedFuture("done")
                    : CompletableFuture.failedFuture(failure);
        };
    }

    private Supplier<CompletableFuture<String>> failing(Throwable failure) {
        return failing(Integer.MAX_VALUE, failure);
    }

    private <T> CompletableFuture<T> ended(CompletableFuture<T> outcome) {
        while (time.runNext()) {
            assertThat(starts).hasSizeLessThan(1_000);
        }
        assertThat(outcome).isDone();
        return outcome;
    }

    private Throwable failureOf(CompletableFuture<?> outcome) {
        return ended(outcome)
                .handle((value, failure) -> BitbucketException.cause(failure))
                .join();
    }

    private List<Duration> waits() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 1; i < starts.size(); i++) {
            waits.add(starts.get(i).minus(starts.get(i - 1)));
        }
        return waits;
    }

    private static void assertVaried(Duration wait, long seconds) {
        assertThat(wait.toMillis() / (seconds * 1_000.0)).isBetween(1 - JITTER, 1 + JITTER);
    }

    @Test
    void delaysAreDoubledUpToTheLongestAndVaried() {
        assertThat(ended(retrier.run(failure -> true, failing(6, unavailable(null)))))
                .isCompletedWithValue("done");

        long[] seconds = {1, 2, 4, 8, 8, 8};
        assertThat(waits()).hasSize(seconds.length);
        for (int i = 0; i < seconds.length; i++) {
            assertVaried(waits().get(i), seconds[i]);
        }
        assertThat(waits()).anyMatch(wait -> wait.toMillis() % 1_000 != 0);
        assertThat(told).hasSize(6).allMatch(line -> line.startsWith("Bitbucket failed (503). Trying again in "));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 8", "1000, 8"})
    void theDelayFollowsFromTheNumberOfAttempts(int tries, long seconds) {
        assertThat(retrier.delayAfter(tries)).hasSeconds(seconds);
        assertThat(retrier.maxDelay()).isEqualTo(LONGEST);
    }

    @Test
    void theLastAttemptStartsWhenTheTimeIsOver() {
        retrier = lasting(Duration.ofSeconds(20));

        Throwable failure = failureOf(retrier.run(lost -> true, failing(unavailable(null))));

        assertThat(starts).last().isEqualTo(Duration.ofSeconds(20));
        assertThat(failure).hasMessage("Bitbucket failed (503). Tried " + starts.size() + " times within 20 s.");
        assertThat(retrier.remaining()).isZero();
    }

    @Test
    void theAttemptsAreToldOnceForAnOperation() {
        retrier = lasting(Duration.ofSeconds(20));

        Throwable failure =
                failureOf(retrier.run(lost -> true, () -> retrier.run(lost -> true, failing(unavailable(null)))));

        assertThat(failure.getMessage()).containsOnlyOnce("Tried ");
    }

    @Test
    void waitsAtLeastAsLongAsBitbucketAsks() {
        ended(retrier.run(failure -> true, failing(20, unavailable(Duration.ofSeconds(10)))));

        assertThat(waits())
                .hasSize(20)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12)));
    }

    @ParameterizedTest
    @CsvSource({"20, 2", "21, 1"})
    void doesNotWaitLongerThanThereIsTime(long askedSeconds, int attempts) {
        retrier = lasting(Duration.ofSeconds(20));

        Throwable failure =
                failureOf(retrier.run(lost -> true, failing(unavailable(Duration.ofSeconds(askedSeconds)))));

        assertThat(starts).hasSize(attempts);
        assertThat(failure.getMessage().contains("Tried")).isEqualTo(attempts > 1);
    }

    @Test
    void aRejectedRequestWaitsForItsAccountOnly() {
        Transient failure = new RateLimited("Too many requests (429).", "Too many requests (429)", Optional.empty());

        ended(retrier.run(lost -> true, failing(3, failure)));

        assertThat(waits()).hasSize(3).allMatch(Duration::isZero);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1001, 2"})
    void makesOneAttemptIfThereIsNoTimeForTheFirstDelay(long millis, int attempts) {
        retrier = lasting(Duration.ofMillis(millis));

        CompletableFuture<String> outcome =
                ended(retrier.run(failure -> true, failing(1, unavailable(Duration.ofSeconds(1)))));

        assertThat(outcome.isCompletedExceptionally()).isEqualTo(attempts == 1);
        assertThat(starts).hasSize(attempts);
    }

    @Test
    void repeatsNothingElse() {
        IllegalStateException fault = new IllegalStateException("no");
        Unavailable lost = unavailable(null);

        assertThat(failureOf(retrier.run(failure -> true, failing(fault)))).isSameAs(fault);
        assertThat(failureOf(retrier.run(failure -> false, failing(lost)))).isSameAs(lost);
        assertThat(failureOf(retrier.run(failure -> true, () -> {
                    throw fault;
                })))
                .isSameAs(fault);
        assertThat(starts).hasSize(2);
    }

    @Test
    void aFaultOfTheDecisionIsTheResult() {
        IllegalStateException fault = new IllegalStateException("no");

        assertThat(failureOf(retrier.run(
                        failure -> {
                            throw fault;
                        },
                        failing(unavailable(null)))))
                .isSameAs(fault);
        assertThat(starts).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, '1,2'", "6999, '1,2'", "7000, '1,2,4'", "600000, '1,2,4'"})
    void waitsThreeSecondsForWhatBitbucketWillKnowAndFourMoreIfThereIsTime(long millis, String seconds) {
        retrier = lasting(Duration.ofMillis(millis));
        IllegalStateException unknown = new IllegalStateException("unknown");

        assertThat(failureOf(retrier.runUntilKnown(
                        unknown::equals, "Not known yet", () -> retrier.run(lost -> false, failing(unknown)))))
                .isSameAs(unknown);
        assertThat(waits().stream().map(wait -> String.valueOf(wait.toSeconds())))
                .containsExactly(seconds.split(","));
        assertThat(told).hasSameSizeAs(waits()).first().isEqualTo("Not known yet. Trying again in 1 s.");
    }

    @Test
    void pollsForEverAndEachPollHasTheWholeTime() {
        List<Duration> remaining = new ArrayList<>();
        List<Integer> polls = new ArrayList<>();
        CompletableFuture<String> seen = retrier.poll(
                () -> {
                    remaining.add(retrier.remaining());
                    return failing(0, null)
                            .get()
                            .thenApply(done -> Optional.of(done).filter(d -> starts.size() > 500));
                },
                looks -> {
                    polls.add(looks);
                    return Duration.ofMinutes(1);
                });

        assertThat(ended(seen)).isCompletedWithValue("done");
        assertThat(remaining).hasSize(501).containsOnly(Duration.ofMinutes(5));
        assertThat(polls).hasSize(500).startsWith(1, 2, 3);
        waits().forEach(wait -> assertVaried(wait, 60));
    }

    @Test
    void cancellingTheResultEndsTheAttempt() {
        CompletableFuture<String> attempt = new CompletableFuture<>();
        CompletableFuture<String> outcome = retrier.run(failure -> true, () -> attempt);

        outcome.cancel(true);

        assertThat(attempt).isCancelled();
    }

    @Test
    void cancellingTheResultEndsTheWait() {
        CompletableFuture<String> outcome = retrier.run(failure -> true, failing(unavailable(null)));

        outcome.cancel(true);

        assertThat(time.runNext()).isFalse();
        assertThat(starts).hasSize(1);
    }

    @Test
    void afterItsCancellationNothingStarts() {
        CompletableFuture<String> before = retrier.run(failure -> true, failing(unavailable(null)));
        retrier.cancel();

        assertThat(before).isCancelled();
        assertThat(retrier.run(failure -> true, failing(unavailable(null)))).isCancelled();
        assertThat(retrier.runUntilKnown(failure -> true, "Not known yet", failing(unavailable(null))))
                .isCancelled();
        assertThat(time.runNext()).isFalse();
        assertThat(starts).hasSize(1);
    }

    @Test
    void anAttemptThatCancelsItsOperationIsTheLast() {
        CompletableFuture<String> attempt = new CompletableFuture<>();
        CompletableFuture<String> outcome = retrier.run(failure -> true, () -> {
            retrier.cancel();
            return attempt;
        });

        assertThat(outcome).isCancelled();
        assertThat(attempt).isCancelled();
    }
}
