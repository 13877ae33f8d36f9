package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.List;

/**
 * A pull request at one moment.
 *
 * @param state OPEN, DECLINED or MERGED, as Bitbucket writes it
 * @param source the branch that has the changes
 * @param destination the branch that shall get them
 * @param reviewers their nicknames
 * @param author their nickname
 * @param sourceHash the tip of the source when the pull request was last touched
 * @param destinationHash the tip of the destination then
 * @param mergeHash the commit that merged it, else null
 */
public record HostedPullRequest(
        int id,
        String title,
        String description,
        String state,
        String source,
        String destination,
        List<String> reviewers,
        boolean draft,
        boolean closeSourceBranch,
        String author,
        String sourceHash,
        String destinationHash,
        String mergeHash,
        Instant createdOn,
        Instant updatedOn) {

    boolean isOpen() {
        return state.equals("OPEN");
    }

    boolean isBetween(String source, String destination) {
        return this.source.equals(source) && this.destination.equals(destination);
    }

    /** What an author may change, while it is open. */
    record Content(
            String title,
            String description,
            String destination,
            List<String> reviewers,
            boolean draft,
            boolean closeSourceBranch) {}

    Content content() {
        return new Content(title, description, destination, reviewers, draft, closeSourceBranch);
    }

    HostedPullRequest with(Content content) {
        return new HostedPullRequest(
                id,
                content.title(),
                content.description(),
                state,
                source,
                content.destination(),
                content.reviewers(),
                content.draft(),
                content.closeSourceBranch(),
                author,
                sourceHash,
                destinationHash,
                mergeHash,
                createdOn,
                Instant.now());
    }

    HostedPullRequest closed(String state, String mergeHash) {
        return new HostedPullRequest(
                id,
                title,
                description,
                state,
                source,
                destination,
                reviewers,
                draft,
                closeSourceBranch,
                author,
                sourceHash,
                destinationHash,
                mergeHash,
                createdOn,
                Instant.now());
    }

    HostedPullRequest at(String sourceHash, String destinationHash) {
        return new HostedPullRequest(
                id,
                title,
                description,
                state,
                source,
                destination,
                reviewers,
                draft,
                closeSourceBranch,
                author,
                sourceHash,
                destinationHash,
                mergeHash,
                createdOn,
                updatedOn);
    }
}
