package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The requested or changed pull request.
 *
 * @param id its number in the repository
 * @param url its page
 * @param title its current title
 * @param state {@code OPEN}, {@code MERGED}, {@code DECLINED} or {@code SUPERSEDED}
 * @param sourceBranch the branch to merge
 * @param destinationBranch the branch to merge into
 * @param outcome what was done
 * @param leftOut the reviewers that Bitbucket did not accept
 */
public record PullRequestResult(
        long id,
        Optional<URI> url,
        String title,
        String state,
        String sourceBranch,
        String destinationBranch,
        Outcome outcome,
        List<LeftOut> leftOut) {

    /** What was done. */
    public enum Outcome {
        CREATED,
        UPDATED,
        /** Nothing had to be changed. */
        FOUND
    }

    /**
     * A reviewer that was not added.
     *
     * @param who the name given by the caller or Bitbucket
     * @param why the reason, in Bitbucket's or this program's words
     */
    public record LeftOut(String who, String why) {}

    public PullRequestResult {
        leftOut = List.copyOf(leftOut);
    }

    static PullRequestResult of(PullRequest pullRequest, Outcome outcome, List<LeftOut> leftOut) {
        return new PullRequestResult(
                pullRequest.id(),
                pullRequest.url(),
                pullRequest.title(),
                pullRequest.state(),
                pullRequest.sourceBranch(),
                pullRequest.destinationBranch(),
                outcome,
                leftOut);
    }

    PullRequestResult as(Outcome otherOutcome) {
        return new PullRequestResult(id, url, title, state, sourceBranch, destinationBranch, otherOutcome, leftOut);
    }
}
