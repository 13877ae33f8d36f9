package io.jenkins.plugins.bitbucket.emulator.state;

/**
 * The behaviors of Bitbucket that are known to vary, and the current choice. The defaults are the latest observations;
 * a client must support the others too.
 */
public final class Quirks {

    /** What happens to fields that an update of a pull request omits. */
    public enum Update {
        /** They stay unchanged; seen in 2022 for reviewers, and in 2026. */
        KEEPS,
        /** Description, reviewers and {@code close_source_branch} are cleared; seen in 2023. */
        CLEARS,
        /** They stay unchanged, but an update without a title is rejected; seen in 2019 and 2021. */
        WANTS_TITLE
    }

    private volatile Update update = Update.KEEPS;
    private volatile int movedStatus = 301;
    private volatile boolean movedWritesServed;
    private volatile boolean scopesInTwoLines;
    private volatile boolean filtersIgnored;
    private volatile boolean filtersIgnoreCase;
    private volatile boolean reviewersHidden;
    private volatile boolean totals = true;
    private volatile boolean statusKeysShort;
    private volatile boolean statusesWantWriteScope;
    private volatile int backgroundPolls = -1;
    private volatile String sshPrefix = "git@ssh.bitbucket.org:";

    public Quirks update(Update update) {
        this.update = update;
        return this;
    }

    Update update() {
        return update;
    }

    /**
     * The status of redirects after a rename: 301, 302, 307 or 308, all of which are seen for reads. For writes it is
     * uncertain: they are redirected as well, or served.
     */
    public Quirks moved(int status, boolean writesServed) {
        movedStatus = status;
        movedWritesServed = writesServed;
        return this;
    }

    public int movedStatus() {
        return movedStatus;
    }

    public boolean movedWritesServed() {
        return movedWritesServed;
    }

    /** The header with a token's scopes appears twice, with some of them each; seen. */
    public Quirks scopesInTwoLines() {
        scopesInTwoLines = true;
        return this;
    }

    public boolean areScopesInTwoLines() {
        return scopesInTwoLines;
    }

    /** {@code q} is ignored; uncertain. */
    public Quirks filtersIgnored() {
        filtersIgnored = true;
        return this;
    }

    public boolean areFiltersIgnored() {
        return filtersIgnored;
    }

    /** {@code =} ignores letter case, as {@code ~} does; uncertain. */
    public Quirks filtersIgnoreCase() {
        filtersIgnoreCase = true;
        return this;
    }

    public boolean doFiltersIgnoreCase() {
        return filtersIgnoreCase;
    }

    /** Lists of pull requests contain no reviewers, even if {@code fields} requests them; uncertain. */
    public Quirks reviewersHidden() {
        reviewersHidden = true;
        return this;
    }

    public boolean areReviewersHidden() {
        return reviewersHidden;
    }

    /** A status key of more than 40 characters is rejected; uncertain, in older reports. */
    public Quirks statusKeysShort() {
        statusKeysShort = true;
        return this;
    }

    boolean areStatusKeysShort() {
        return statusKeysShort;
    }

    /**
     * Setting a status also needs {@code write:repository}; uncertain, the description requires only the read scope.
     */
    public Quirks statusesWantWriteScope() {
        statusesWantWriteScope = true;
        return this;
    }

    public boolean doStatusesWantWriteScope() {
        return statusesWantWriteScope;
    }

    /**
     * A merge is answered with 202 without a request for that, as one that takes too long; documented. For a merge with
     * {@code async}, only the number applies.
     *
     * @param polls how many polls report a pending task
     */
    public Quirks mergesInBackground(int polls) {
        backgroundPolls = polls;
        return this;
    }

    public boolean doMergesGoOnInBackground() {
        return backgroundPolls >= 0;
    }

    public int backgroundPolls() {
        return Math.max(0, backgroundPolls);
    }

    /** Pages contain neither their number nor the size of the collection; both are optional; documented. */
    public Quirks withoutPageTotals() {
        totals = false;
        return this;
    }

    public boolean areTotalsThere() {
        return totals;
    }

    /**
     * The beginning of the clone links for SSH, before the repository's full name. Seen in 2026: {@code
     * git@ssh.bitbucket.org:}; before, and documented until 2026-11-12: {@code git@bitbucket.org:}.
     */
    public Quirks sshPrefix(String prefix) {
        sshPrefix = prefix;
        return this;
    }

    public String sshPrefix() {
        return sshPrefix;
    }
}
