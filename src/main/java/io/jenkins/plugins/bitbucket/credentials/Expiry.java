package io.jenkins.plugins.bitbucket.credentials;

import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The time until a token expires, according to the entered day. */
enum Expiry {
    FAR,
    /** Within the warning period of the global configuration. */
    NEAR,
    PAST;

    /** @throws IllegalArgumentException if {@code date} is not of the form {@code yyyy-MM-dd} */
    static LocalDate day(String date) {
        try {
            return LocalDate.parse(date);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(Messages.BitbucketApiToken_NoDate(date), e);
        }
    }

    static Expiry on(LocalDate day) {
        LocalDate today = LocalDate.now();
        if (day.isBefore(today)) {
            return PAST;
        }
        return day.isAfter(today.plusDays(BitbucketCloudConfiguration.get().getExpiryWarningDays())) ? FAR : NEAR;
    }

    /** The warning about a token that expires soon or has expired. */
    static Optional<String> warning(BitbucketApiToken token) {
        return token.expiryDate()
                .flatMap(day -> Optional.ofNullable(
                        switch (on(day)) {
                            case FAR -> null;
                            case NEAR -> Messages.Expiry_Near(day, ChronoUnit.DAYS.between(LocalDate.now(), day));
                            case PAST -> Messages.Expiry_Past(day);
                        }));
    }
}
