package io.jenkins.plugins.bitbucket.core.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds, or a date (<a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110</a>). */
public final class RetryAfter {

    // A time beyond Bitbucket's rolling hour is a clock error.
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private RetryAfter() {}

    /** How long to wait after {@code now}, from zero to one hour; none if {@code value} has neither form. */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        try {
            Duration wait = text.matches("\\d{1,18}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
