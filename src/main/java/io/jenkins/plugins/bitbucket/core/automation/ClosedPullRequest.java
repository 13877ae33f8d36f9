package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.Locale;

/** A pull request that can't be merged or declined any more. */
final class ClosedPullRequest {

    private ClosedPullRequest() {}

    /**
     * Whether Bitbucket refused something because the pull request is closed; the field and the words were observed.
     */
    static boolean isReasonOf(Throwable failure) {
        return failure instanceof Invalid invalid
                && (invalid.fields().containsKey("newstatus")
                        || invalid.words().toLowerCase(Locale.ROOT).contains("already closed"));
    }

    /** The error for a pull request that was closed in another way than requested. */
    static BitbucketException error(PullRequest closed, RestErrorDecoder errors) {
        return errors.invalid(
                Sentences.of("PullRequest.Closed", closed.state().toLowerCase(Locale.ROOT)),
                Sentences.of("PullRequest.ClosedAdvice"));
    }
}
