package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How long an operation goes on when Bitbucket, or the way to it, fails in a manner that may pass.
 *
 * @param total how long new tries begin, from the first request on; a try that has begun may end later. Zero for a
 *     single try
 * @param firstWait how long to wait before the second try; doubled with each, and varied by chance
 * @param longestWait where the doubling ends
 * @param waits is told before each wait, in a sentence
 */
public record RetryPolicy(Duration total, Duration firstWait, Duration longestWait, Consumer<String> waits) {

    /** One try, for someone who sits in front of a form. */
    public static final RetryPolicy NONE =
            new RetryPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), wait -> {});

    /** @throws IllegalArgumentException if a duration is negative, or the waits are none */
    public RetryPolicy {
        Objects.requireNonNull(waits, "waits");
        if (total.isNegative() || firstWait.isNegative() || firstWait.isZero()) {
            throw new IllegalArgumentException("A wait must be positive, and the time for all of them not negative.");
        }
        if (firstWait.compareTo(longestWait) >= 0) {
            throw new IllegalArgumentException("The longest wait must be longer than the first one.");
        }
    }

    /** For a build: from one second to one minute between tries. */
    public static RetryPolicy of(Duration total, Consumer<String> waits) {
        return new RetryPolicy(total, Duration.ofSeconds(1), Duration.ofMinutes(1), waits);
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
