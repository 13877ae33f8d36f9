package io.jenkins.plugins.bitbucket.emulator.state;

/**
 * Where Bitbucket is known to behave in more than one way, and which way this one takes. All begin with what was seen
 * last; a client has to cope with the others, too.
 */
public final class Quirks {

    /** What becomes of that which an update of a pull request leaves out. */
    public enum Update {
        /** It stays; seen in 2022 for reviewers, and in 2026. */
        KEEPS,
        /** Description, reviewers and {@code close_source_branch} are cleared; seen in 2023. */
        CLEARS,
        /** It stays, but without a title nothing is updated; seen in 2019 and 2021. */
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
     * The status with which requests for what was renamed are sent on: 301, 302, 307 or 308, which all are seen for
     * reads. What becomes of writes is uncertain: they are sent on as well, or served where they are.
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

    /** The header that names a token's scopes comes twice, with some of them each; seen. */
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

    /** {@code =} doesn't look at letter case, as {@code ~} doesn't; uncertain. */
    public Quirks filtersIgnoreCase() {
        filtersIgnoreCase = true;
        return this;
    }

    public boolean doFiltersIgnoreCase() {
        return filtersIgnoreCase;
    }

    /** Lists of pull requests hold no reviewers even where {@code fields} asks for them; uncertain. */
    public Quirks reviewersHidden() {
        reviewersHidden = true;
        return this;
    }

    public boolean areReviewersHidden() {
        return reviewersHidden;
    }

    /** A status's key of more than 40 characters is refused; uncertain, in older reports. */
    public Quirks statusKeysShort() {
        statusKeysShort = true;
        return this;
    }

    boolean areStatusKeysShort() {
        return statusKeysShort;
    }

    /** Who sets a status needs {@code write:repository}, too; uncertain, the description asks for reading alone. */
    public Quirks statusesWantWriteScope() {
        statusesWantWriteScope = true;
        return this;
    }

    public boolean doStatusesWantWriteScope() {
        return statusesWantWriteScope;
    }

    /**
     * A merge is answered with 202 though nobody asked for that, as one that takes too long; documented. A merge that is
     * asked for with {@code async} isn't affected but by the number.
     *
     * @param polls how many times the task is pending when it is looked at
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

    /** Pages don't tell their number, nor the size of the collection: both are optional; documented. */
    public Quirks withoutPageTotals() {
        totals = false;
        return this;
    }

    public boolean areTotalsThere() {
        return totals;
    }

    /**
     * What the clone links for SSH begin with, before the repository's full name. Seen in 2026: {@code
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
