package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The requested comment.
 *
 * @param id its number
 * @param url its address on the pull request's page
 * @param outcome what was done
 */
public record CommentResult(long id, Optional<URI> url, Outcome outcome) {

    /** What was done. */
    public enum Outcome {
        CREATED,
        UPDATED,
        /** It already had the text. */
        FOUND
    }
}
