package io.jenkins.plugins.bitbucket.core.retry;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How long, and after which delays, to retry an operation after a transient failure.
 *
 * @param maxDuration how long new attempts can start after the first request; an attempt that has started may end
 *     later. Zero means a single attempt
 * @param delay how long to wait before the second attempt; doubled after each attempt, and varied randomly
 * @param maxDelay the upper limit of the delay
 * @param onRetryScheduled receives, before each delay, a sentence with its reason and length
 */
public record RetryPolicy(Duration maxDuration, Duration delay, Duration maxDelay, Consumer<String> onRetryScheduled) {

    /** A single attempt, for a user who waits at a form. */
    public static final RetryPolicy NONE =
            new RetryPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), wait -> {});

    /** @throws IllegalArgumentException if a duration is negative, or a delay is not positive */
    public RetryPolicy {
        Objects.requireNonNull(onRetryScheduled, "onRetryScheduled");
        if (maxDuration.isNegative() || delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException(Sentences.of("Form.Delay"));
        }
        if (delay.compareTo(maxDelay) >= 0) {
            throw new IllegalArgumentException(Sentences.of("Form.LongestDelay"));
        }
    }

    /** For a build: delays from one second to one minute. */
    public static RetryPolicy of(Duration maxDuration, Consumer<String> onRetryScheduled) {
        return new RetryPolicy(maxDuration, Duration.ofSeconds(1), Duration.ofMinutes(1), onRetryScheduled);
    }

    /** {@code duration} in its two largest units. */
    public static String inWords(Duration duration) {
        Duration rounded = duration.plusMillis(500);
        if (rounded.toHours() > 0) {
            return rounded.toHours() + " h " + rounded.toMinutesPart() + " min";
        }
        if (rounded.toMinutes() > 0) {
            return rounded.toMinutes() + " min " + rounded.toSecondsPart() + " s";
        }
        return rounded.toSeconds() > 0 ? rounded.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
