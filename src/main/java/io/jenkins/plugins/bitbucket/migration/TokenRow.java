package io.jenkins.plugins.bitbucket.migration;

import hudson.Util;
import io.jenkins.plugins.bitbucket.configuration.Markup;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.Stored;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes.LastTest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What the page shows for an API token credential.
 *
 * @param url the page of the credential, or null
 * @param lastTest the result and time of the last test; empty if there was none
 * @param expires the day on which the token expires, if it was entered
 * @param wrong what is wrong with it, in sentences; may be empty
 */
@Restricted(NoExternalUse.class)
public record TokenRow(
        String name, String id, String place, String url, Uses uses, String lastTest, String expires, String wrong) {

    private static final Duration MOMENT = Duration.ofMinutes(1);

    static TokenRow of(Stored<BitbucketApiToken> stored) {
        BitbucketApiToken token = stored.credential();
        Optional<LastTest> last = lastTest(token);
        return new TokenRow(
                stored.name(),
                token.getId(),
                stored.place(),
                stored.url(),
                Uses.of(token),
                last.map(TokenRow::inWords).orElse(""),
                token.getExpires(),
                Stream.of(
                                token.fault().orElse(""),
                                expiry(token),
                                last.map(TokenRow::wrong).orElse(""))
                        .filter(sentence -> !sentence.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    /** What is wrong with it, as HTML. */
    public String wrongMarkup() {
        return Markup.of(wrong);
    }

    private static Optional<LastTest> lastTest(BitbucketApiToken token) {
        try {
            return TokenOutcomes.get().lastTest(token.apiCredential());
        } catch (IllegalArgumentException e) {
            // There is nothing to test.
            return Optional.empty();
        }
    }

    private static String inWords(LastTest test) {
        Duration since = Duration.between(test.time(), Instant.now());
        String ago =
                since.compareTo(MOMENT) < 0 ? Messages.TokenRow_Moment() : Util.getTimeSpanString(since.toMillis());
        return test.verdict()
                .map(verdict -> switch (verdict) {
                    case OK -> Messages.TokenRow_Good(ago);
                    case LIMITED -> Messages.TokenRow_Limited(ago);
                    case INSUFFICIENT -> Messages.TokenRow_Insufficient(ago);
                    case REJECTED -> Messages.TokenRow_Rejected(ago);
                })
                .orElseGet(() -> Messages.TokenRow_NotAsked(ago));
    }

    private static String wrong(LastTest test) {
        return test.verdict().equals(Optional.of(Verdict.OK)) ? "" : test.summary();
    }

    private static String expiry(BitbucketApiToken token) {
        return token.expiryDate()
                .filter(day -> day.isBefore(LocalDate.now()))
                .map(Messages::TokenRow_Expired)
                .orElse("");
    }
}
