package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The comment that was asked for.
 *
 * @param id its number
 * @param url where the pull request's page shows it
 * @param outcome what was done to get it
 */
public record CommentResult(long id, Optional<URI> url, Outcome outcome) {

    /** What was done. */
    public enum Outcome {
        CREATED,
        UPDATED,
        /** It had the text already. */
        FOUND
    }
}
