package io.jenkins.plugins.bitbucket.core.retry;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * For how long, and after which delays, an operation is tried again after a transient failure.
 *
 * @param maxDuration how long new tries begin, from the first request on; a try that has begun may end later. Zero for a
 *     single try
 * @param delay how long to wait before the second try; doubled with each, and varied by chance
 * @param maxDelay where the doubling ends
 * @param onRetryScheduled is told before each delay why it waits and how long, in a sentence
 */
public record RetryPolicy(Duration maxDuration, Duration delay, Duration maxDelay, Consumer<String> onRetryScheduled) {

    /** One try, for someone who sits in front of a form. */
    public static final RetryPolicy NONE =
            new RetryPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), wait -> {});

    /** @throws IllegalArgumentException if a duration is negative, or the delays are none */
    public RetryPolicy {
        Objects.requireNonNull(onRetryScheduled, "onRetryScheduled");
        if (maxDuration.isNegative() || delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException(Sentences.of("Form.Delay"));
        }
        if (delay.compareTo(maxDelay) >= 0) {
            throw new IllegalArgumentException(Sentences.of("Form.LongestDelay"));
        }
    }

    /** For a build: from one second to one minute between tries. */
    public static RetryPolicy of(Duration maxDuration, Consumer<String> onRetryScheduled) {
        return new RetryPolicy(maxDuration, Duration.ofSeconds(1), Duration.ofMinutes(1), onRetryScheduled);
    }

    /** {@code duration} as people say it, in its two largest units. */
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
