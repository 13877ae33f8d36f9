package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pull request at one moment.
 *
 * @param content what its author can change while it is open
 * @param source the source branch
 * @param author their nickname
 * @param tips the commits of its branches when it was last updated
 * @param closing how it ended; empty while it is open
 */
public record HostedPullRequest(
        int id,
        Content content,
        String source,
        String author,
        Tips tips,
        Optional<Closing> closing,
        Instant createdOn,
        Instant updatedOn) {

    /**
     * @param destination the destination branch
     * @param reviewers their nicknames
     */
    public record Content(
            String title,
            String description,
            String destination,
            List<String> reviewers,
            boolean draft,
            boolean closeSourceBranch) {}

    /** Full hashes of commits. */
    public record Tips(String source, String destination) {}

    /**
     * @param state DECLINED or MERGED
     * @param by the nickname of who closed it
     * @param mergeHash the full hash of the merge commit, or null
     */
    public record Closing(String state, String by, Instant on, String mergeHash) {}

    public String title() {
        return content.title();
    }

    public String description() {
        return content.description();
    }

    /** OPEN, DECLINED or MERGED, as on Bitbucket. */
    public String state() {
        return closing.map(Closing::state).orElse("OPEN");
    }

    public String destination() {
        return content.destination();
    }

    public List<String> reviewers() {
        return content.reviewers();
    }

    public boolean draft() {
        return content.draft();
    }

    public boolean closeSourceBranch() {
        return content.closeSourceBranch();
    }

    public String sourceHash() {
        return tips.source();
    }

    public String destinationHash() {
        return tips.destination();
    }

    /** The full hash of the merge commit, or null. */
    public String mergeHash() {
        return closing.map(Closing::mergeHash).orElse(null);
    }

    public boolean isOpen() {
        return closing.isEmpty();
    }

    boolean isBetween(String source, String destination) {
        return this.source.equals(source) && destination().equals(destination);
    }

    HostedPullRequest with(Content content) {
        return new HostedPullRequest(id, content, source, author, tips, closing, createdOn, Instant.now());
    }

    HostedPullRequest closed(Closing closing) {
        return new HostedPullRequest(id, content, source, author, tips, Optional.of(closing), createdOn, closing.on());
    }

    HostedPullRequest at(Tips tips) {
        return new HostedPullRequest(id, content, source, author, tips, closing, createdOn, updatedOn);
    }
}
