package io.jenkins.plugins.bitbucket.credentials;

import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How near the end of a token is, by the day that was noted for it. */
enum Expiry {
    FAR,
    /** Within the days that the global configuration warns before. */
    NEAR,
    PAST;

    static Expiry on(LocalDate day) {
        LocalDate today = LocalDate.now();
        if (day.isBefore(today)) {
            return PAST;
        }
        return day.isAfter(today.plusDays(BitbucketCloudConfiguration.get().getExpiryWarningDays())) ? FAR : NEAR;
    }

    /** What there is to say of a token whose end is near or past. */
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
