package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** A repository: real git, who may see and write it, its pull requests. */
public final class HostedRepository {

    /** What an account may do here. */
    enum Access {
        NONE,
        READ,
        WRITE
    }

    private final HostedWorkspace workspace;
    private final Names slugs;
    private final URI origin;
    private final BareRepository git;
    private final PullRequests pullRequests;
    private final Directory directory;
    private final UUID uuid = UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private final Map<Account, Access> exceptions = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Account> defaultReviewers = new CopyOnWriteArrayList<>();
    private final CommitStatuses statuses;
    private final Reports reports = new Reports();
    private final Map<String, Webhook> webhooks = new ConcurrentSkipListMap<>();
    private volatile HostedWorkspace.Project project;
    private volatile BitbucketError mergeCheck;

    HostedRepository(HostedWorkspace workspace, String slug, BareRepository git, URI origin, Directory directory) {
        this.workspace = workspace;
        this.slugs = new Names(slug);
        this.git = git;
        this.origin = origin;
        this.project = workspace.defaultProject();
        this.pullRequests = new PullRequests(this, directory);
        this.directory = directory;
        this.statuses = new CommitStatuses(directory.quirks());
    }

    /** Gives it another slug: from now on Bitbucket sends on who comes with the old one. */
    public HostedRepository rename(String slug) {
        slugs.rename(slug);
        return this;
    }

    /** Lets the member read, and not write. */
    public HostedRepository readOnlyFor(Account account) {
        exceptions.put(account, Access.READ);
        return this;
    }

    /** Hides the repository from the member. */
    public HostedRepository hiddenFrom(Account account) {
        exceptions.put(account, Access.NONE);
        return this;
    }

    /** Adds the public half of an SSH key, as OpenSSH writes it, that may read this repository and do nothing else. */
    public HostedRepository addAccessKey(String label, String publicKey) {
        directory.addAccessKey(this, label, publicKey);
        return this;
    }

    public HostedRepository inProject(String key) {
        project = workspace.projectOf(key);
        return this;
    }

    public HostedRepository defaultReviewer(Account account) {
        defaultReviewers.addIfAbsent(account);
        return this;
    }

    public void removeDefaultReviewer(Account account) {
        defaultReviewers.remove(account);
    }

    /** Writes a file on top of a branch, and gives the full sha; makes the branch where it has to. */
    public synchronized String commit(String branch, String path, String text) {
        return git.commit(branch, path, text).name();
    }

    /** As {@link #commit}, of so many bytes that can't be compressed. */
    public synchronized String commitNoise(String branch, String path, long bytes) {
        return git.commitNoise(branch, path, bytes).name();
    }

    /** The full sha that the branch points to, if there is such a branch. */
    public Optional<String> tip(String branch) {
        return git.tip(branch).map(ObjectId::name);
    }

    public HostedRepository tag(String name, String sha) {
        if (!git.create(Constants.R_TAGS + name, ObjectId.fromString(sha))) {
            throw new IllegalArgumentException("There is a tag like that already: " + name);
        }
        return this;
    }

    /** The names of all branches, sorted. */
    public List<String> branches() {
        return List.copyOf(git.branches().keySet());
    }

    /** Takes over the branches, the tags and the main branch of a repository of this machine. */
    public HostedRepository importFrom(Path gitDirectoryOrWorkTree) {
        git.importFrom(gitDirectoryOrWorkTree);
        return this;
    }

    /** Lets HEAD point to a branch; if there is none like that, the main branch is null to REST, though others are there. */
    public HostedRepository mainBranch(String name) {
        git.pointHeadTo(name);
        return this;
    }

    public URI gitUrl() {
        return origin.resolve("/" + fullName() + ".git");
    }

    public Path gitDirectory() {
        return git.folder();
    }

    /** All pull requests as they are now, the oldest first. */
    public List<HostedPullRequest> pullRequests() {
        return pullRequests.all();
    }

    /** Lets parts of a pull request be gone: they are null from now on. */
    public HostedRepository lose(int pullRequest, LostPart... parts) {
        pullRequests.lose(pullRequest, List.of(parts));
        return this;
    }

    /** The next so many pull requests that are opened from the branch don't find it, as if it were just pushed; seen. */
    public HostedRepository unknownAtFirst(String branch, int times) {
        pullRequests.unknownAtFirst(branch, times);
        return this;
    }

    /**
     * Lets a merge check fail from now on. Uncertain: the status may be 400 or 409.
     *
     * @param message what is said to who merges
     */
    public HostedRepository failMergeCheck(int status, String message) {
        mergeCheck = BitbucketError.of(status, message);
        return this;
    }

    void requireMergeChecks() {
        if (mergeCheck != null) {
            throw mergeCheck;
        }
    }

    /** Lets a build say how it stands. */
    public HostedRepository setStatus(String sha, String key, String state) {
        statuses.put(sha, JsonNodes.object("key", key, "name", key, "state", state));
        return this;
    }

    /** Lets somebody approve a pull request, or ask for changes. */
    public HostedRepository vote(int pullRequest, Account account, Vote.Opinion opinion) {
        pullRequests.discussion(pullRequest).vote(account, opinion);
        return this;
    }

    /** What builds said of a commit. */
    public List<CommitStatus> statuses(String sha) {
        return statuses.of(sha);
    }

    /** The comments on a pull request, the oldest first, with those that are deleted. */
    public List<Comment> comments(int pullRequest) {
        return pullRequests.discussion(pullRequest).comments();
    }

    /** Merges a pull request, as someone would do on the web. */
    public HostedPullRequest merge(int pullRequest) {
        HostedPullRequest merged = pullRequests
                .find(Integer.toString(pullRequest))
                .orElseThrow(() -> new IllegalArgumentException("No pull request " + pullRequest + " in " + this));
        return pullRequests.merge(pullRequest, MergeOptions.USUAL, directory.accountOf(merged.author()));
    }

    public String slug() {
        return slugs.now();
    }

    boolean wasOnce(String slug) {
        return slugs.wasOnce(slug);
    }

    public String uuid() {
        return "{" + uuid + "}";
    }

    public HostedWorkspace workspace() {
        return workspace;
    }

    public String fullName() {
        return workspace.slug() + "/" + slug();
    }

    /** The full name that it had then, of which some of what was made then still speaks. */
    public String fullNameAt(Instant moment) {
        return workspace.slugAt(moment) + "/" + slugs.at(moment);
    }

    Access accessOf(Account account) {
        return workspace.hasMember(account) ? exceptions.getOrDefault(account, Access.WRITE) : Access.NONE;
    }

    public boolean isVisibleTo(Account account) {
        return accessOf(account) != Access.NONE;
    }

    public boolean isWritableBy(Account account) {
        return accessOf(account) == Access.WRITE;
    }

    /** The main branch stays where a pull request from it is merged. */
    void deleteUnlessMain(String branch) {
        if (git.tip(branch).isPresent() && !git.mainBranch().equals(Optional.of(branch))) {
            git.delete(Constants.R_HEADS + branch);
        }
    }

    public BareRepository git() {
        return git;
    }

    public Reports reports() {
        return reports;
    }

    public List<Webhook> webhooks() {
        return List.copyOf(webhooks.values());
    }

    public void put(Webhook webhook) {
        webhooks.put(webhook.uuid(), webhook);
    }

    public void remove(Webhook webhook) {
        webhooks.remove(webhook.uuid());
    }

    public CommitStatuses statuses() {
        return statuses;
    }

    public PullRequests pulls() {
        return pullRequests;
    }

    public List<Account> defaultReviewers() {
        return defaultReviewers.stream()
                .filter(reviewer -> !reviewer.isDeparted())
                .toList();
    }

    public HostedWorkspace.Project project() {
        return project;
    }

    public Instant createdOn() {
        return createdOn;
    }

    @Override
    public String toString() {
        return fullName();
    }
}
