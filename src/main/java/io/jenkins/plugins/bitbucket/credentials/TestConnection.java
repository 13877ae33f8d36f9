package io.jenkins.plugins.bitbucket.credentials;

import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.Markup;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A test of the values in a form, for a page. */
@Restricted(NoExternalUse.class)
public final class TestConnection {

    // What Jenkins' form contains instead of a token for users who can't configure its place.
    private static final String NOT_SHOWN = "********";

    /**
     * The result of a test.
     *
     * @param shown HTML; every text in it is escaped
     * @param report empty if Bitbucket was not asked, or did not answer
     */
    public record Ended(FormValidation shown, Optional<TokenReport> report) {

        /** Whether Bitbucket accepts the token, whatever its scopes. */
        public boolean isAccepted() {
            return report.filter(found -> found.verdict() != Verdict.REJECTED).isPresent();
        }

        private static Ended unanswered(String why) {
            return new Ended(FormValidation.errorWithMarkup(Markup.of(why)), Optional.empty());
        }
    }

    /** Asks Bitbucket, for no longer than a page can wait. */
    public Ended run(String email, Secret token) {
        try {
            return run(inForm(email, token));
        } catch (IllegalArgumentException e) {
            return Ended.unanswered(e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if the form contains nothing that could be sent, with the reason */
    static ApiCredential inForm(String email, Secret token) {
        if (Secret.toString(token).equals(NOT_SHOWN)) {
            throw new IllegalArgumentException(Messages.TestConnection_TokenNotShown());
        }
        return new ApiCredential(
                Messages.TestConnection_InTheForm(), new Email(email), new ApiToken(Secret.toString(token)));
    }

    private static Ended run(ApiCredential credential) {
        TokenOutcomes outcomes = TokenOutcomes.get();
        boolean kept = outcomes.isKept(credential);
        CompletableFuture<TokenReport> check = new TokenCheck()
                .run(BitbucketCloudConfiguration.get().bitbucket().as(credential));
        try {
            Optional<TokenReport> report = PageWait.result(check);
            if (report.isEmpty()) {
                check.cancel(true);
                return Ended.unanswered(PageWait.tooLong());
            }
            if (kept) {
                outcomes.tested(credential, report.get());
            }
            return new Ended(shown(report.get()), report);
        } catch (CompletionException e) {
            if (e.getCause() instanceof BitbucketException failure) {
                if (kept) {
                    outcomes.notTested(credential, failure);
                }
                return Ended.unanswered(failure.getMessage());
            }
            throw e;
        }
    }

    private static FormValidation shown(TokenReport report) {
        String html = TokenReportMarkup.of(report, NeedsScopes.ofSteps());
        return switch (report.verdict()) {
            case OK -> FormValidation.okWithMarkup(html);
            case LIMITED -> FormValidation.warningWithMarkup(html);
            case INSUFFICIENT, REJECTED -> FormValidation.errorWithMarkup(html);
        };
    }

    /** Names the Pipeline steps for which the token lacks a scope, if any. */
    public static Optional<String> stepsThatWillNotWork(TokenReport report) {
        List<String> steps = report.willNotWork(NeedsScopes.ofSteps());
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(Messages.TestConnection_StepsThatWillNotWork(String.join(", ", steps)));
    }
}
