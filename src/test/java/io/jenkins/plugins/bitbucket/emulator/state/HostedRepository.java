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

/** A repository: real git, the permissions, and its pull requests. */
public final class HostedRepository {

    /** The permission of an account. */
    enum Access {
        NONE,
        READ,
        WRITE
    }

    private final HostedWorkspace workspace;
    private final Names slugs;
    private final URI origin;
    private final Path gitFolder;
    private final PullRequests pullRequests;
    private final Directory directory;
    private final UUID uuid = UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private final Map<Account, Access> exceptions = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Account> defaultReviewers = new CopyOnWriteArrayList<>();
    private final CommitStatuses statuses;
    private final Reports reports = new Reports();
    private final Map<String, Webhook> webhooks = new ConcurrentSkipListMap<>();
    private volatile BareRepository git;
    private volatile HostedWorkspace.Project project;
    private volatile BitbucketError mergeCheck;

    HostedRepository(HostedWorkspace workspace, String slug, Path gitFolder, URI origin, Directory directory) {
        this.workspace = workspace;
        this.slugs = new Names(slug);
        this.gitFolder = gitFolder;
        this.origin = origin;
        this.project = workspace.defaultProject();
        this.pullRequests = new PullRequests(this, directory);
        this.directory = directory;
        this.statuses = new CommitStatuses(directory.quirks());
    }

    /** Renames it: from now on, Bitbucket redirects requests with the old slug. */
    public HostedRepository rename(String slug) {
        String former = slug();
        slugs.rename(slug);
        workspace.renamed(this, former);
        return this;
    }

    /** Gives the member read permission only. */
    public HostedRepository readOnlyFor(Account account) {
        exceptions.put(account, Access.READ);
        return this;
    }

    /** Hides the repository from the member. */
    public HostedRepository hiddenFrom(Account account) {
        exceptions.put(account, Access.NONE);
        return this;
    }

    /** Adds the public key of an access key, in OpenSSH's format, which can read only this repository. */
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

    /** Commits a file on top of a branch, and returns the full hash; creates the branch if necessary. */
    public synchronized String commit(String branch, String path, String text) {
        return git().commit(branch, path, text).name();
    }

    /** As {@link #commit}, with incompressible bytes. */
    public synchronized String commitNoise(String branch, String path, long bytes) {
        return git().commitNoise(branch, path, bytes).name();
    }

    /** The full hash of the branch's newest commit, if the branch exists. */
    public Optional<String> tip(String branch) {
        return git().tip(branch).map(ObjectId::name);
    }

    public HostedRepository tag(String name, String sha) {
        if (!git().create(Constants.R_TAGS + name, ObjectId.fromString(sha))) {
            throw new IllegalArgumentException("There is a tag like that already: " + name);
        }
        return this;
    }

    /** The names of all branches, sorted. */
    public List<String> branches() {
        return List.copyOf(git().branches().keySet());
    }

    /** Copies the branches, the tags and the main branch of a repository of this machine. */
    public HostedRepository importFrom(Path gitDirectoryOrWorkTree) {
        git().importFrom(gitDirectoryOrWorkTree);
        return this;
    }

    /** Points HEAD to a branch; if that does not exist, the main branch is null in REST, although there are others. */
    public HostedRepository mainBranch(String name) {
        git().pointHeadTo(name);
        return this;
    }

    public URI gitUrl() {
        return origin.resolve("/" + fullName() + ".git");
    }

    public Path gitDirectory() {
        return git().folder();
    }

    /** All pull requests in their current state, oldest first. */
    public List<HostedPullRequest> pullRequests() {
        return pullRequests.all();
    }

    /** Removes parts of a pull request: from now on they are null. */
    public HostedRepository lose(int pullRequest, LostPart... parts) {
        pullRequests.lose(pullRequest, List.of(parts));
        return this;
    }

    /** The next pull requests from the branch fail as if it had just been pushed; seen. */
    public HostedRepository unknownAtFirst(String branch, int times) {
        pullRequests.unknownAtFirst(branch, times);
        return this;
    }

    /**
     * Makes a merge check fail from now on. Uncertain: the status may be 400 or 409.
     *
     * @param message the message for who merges
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

    /** Sets a build status. */
    public HostedRepository setStatus(String sha, String key, String state) {
        statuses.put(sha, JsonNodes.object("key", key, "name", key, "state", state));
        return this;
    }

    /** Makes somebody approve a pull request, or request changes. */
    public HostedRepository vote(int pullRequest, Account account, Vote.Opinion opinion) {
        pullRequests.discussion(pullRequest).vote(account, opinion);
        return this;
    }

    /** The build statuses of a commit. */
    public List<CommitStatus> statuses(String sha) {
        return statuses.of(sha);
    }

    /** The comments on a pull request, oldest first, including deleted ones. */
    public List<Comment> comments(int pullRequest) {
        return pullRequests.discussion(pullRequest).comments();
    }

    /** Merges a pull request, as on the web page. */
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

    /** The full name at that time, which some older objects still contain. */
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

    /** The main branch is kept when a pull request from it is merged. */
    void deleteUnlessMain(String branch) {
        if (git().tip(branch).isPresent() && !mainBranch().equals(Optional.of(branch))) {
            git().delete(Constants.R_HEADS + branch);
        }
    }

    /** Its git repository, which is created when it is needed first: listing thousands of them needs none. */
    public BareRepository git() {
        if (git == null) {
            createGit();
        }
        return git;
    }

    private synchronized void createGit() {
        if (git == null) {
            git = new BareRepository(gitFolder);
        }
    }

    /** An empty repository has no main branch. */
    public Optional<String> mainBranch() {
        return Optional.ofNullable(git).flatMap(BareRepository::mainBranch);
    }

    public void close() {
        Optional.ofNullable(git).ifPresent(BareRepository::close);
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
