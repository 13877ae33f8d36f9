package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.Objects;

/**
 * The ID of a pull request on Bitbucket Cloud.
 *
 * @param repository its repository
 * @param number its number there
 */
public record PullRequestId(RepositoryId repository, long number) {

    /** @throws IllegalArgumentException if the number is not valid */
    public PullRequestId {
        Objects.requireNonNull(repository, "repository");
        if (number < 1) {
            throw new IllegalArgumentException(Sentences.of("Form.PullRequest", number));
        }
    }

    @Override
    public String toString() {
        return "#" + number + " of " + repository;
    }
}
