package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.Locale;

/** What can't be merged or declined any more. */
final class ClosedPullRequest {

    private ClosedPullRequest() {}

    /** Whether Bitbucket has refused something as the pull request is closed; the field was seen, and the words. */
    static boolean isReasonOf(Throwable failure) {
        return failure instanceof Invalid invalid
                && (invalid.fields().containsKey("newstatus")
                        || invalid.words().toLowerCase(Locale.ROOT).contains("already closed"));
    }

    /** That it has ended in another way than was asked for. */
    static BitbucketException error(PullRequest closed, RestErrorDecoder errors) {
        return errors.invalid(
                Sentences.of("PullRequest.Closed", closed.state().toLowerCase(Locale.ROOT)),
                Sentences.of("PullRequest.ClosedAdvice"));
    }
}
