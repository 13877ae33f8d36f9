package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One case with its own account, workspace and repository, some of whose requests fail. */
final class FaultyRun {

    static final String TWICE = "Done twice";
    static final String LOST = "Lost";
    static final String WRONG = "Wrong";
    static final String REVIEWER_LOST = "Reviewer lost";

    private static final int MAX_FAULTS = 3;

    private final BranchName branch = new BranchName("bump");
    private final Acme acme;
    private final BitbucketCloud bitbucket;
    private final FaultyReviewers reviewers;
    private final FaultCase<?> faultCase;
    private final String fault;
    private final boolean passes;
    private final Supplier<Fault> next;
    private final Random chance;
    private final Account account;
    private final ApiCredential credential;
    private final RepositoryId id;
    private final AtomicInteger faultsMade = new AtomicInteger();
    private final List<String> complaints = new ArrayList<>();
    private HostedRepository repository;
    private String start;

    /**
     * @param fault the name of the fault
     * @param passes whether a retry succeeds
     * @param next creates the fault
     * @param number distinguishes this run from others, and seeds its random numbers
     */
    FaultyRun(
            Acme acme,
            BitbucketCloud bitbucket,
            FaultyReviewers reviewers,
            FaultCase<?> faultCase,
            String fault,
            boolean passes,
            Supplier<Fault> next,
            int number) {
        this.acme = acme;
        this.bitbucket = bitbucket;
        this.reviewers = reviewers;
        this.faultCase = faultCase;
        this.fault = fault;
        this.passes = passes;
        this.next = next;
        this.chance = new Random(number);
        this.account = acme.accountWithoutWorkspace();
        this.credential = Acme.credential(account);
        this.id = new RepositoryId("acme-" + number, "run-" + number);
    }

    String authorization() {
        return credential.token().authorization(credential.email());
    }

    int faultsMade() {
        return faultsMade.get();
    }

    /** The fault of the next request: every second request fails, until there were enough. */
    synchronized Fault next() {
        if (!chance.nextBoolean() || faultsMade.get() == MAX_FAULTS) {
            return Fault.none();
        }
        faultsMade.incrementAndGet();
        return next.get();
    }

    RepositoryId id() {
        return id;
    }

    /** A workspace with the repositories “one” and “two”. */
    String anotherWorkspace() {
        HostedWorkspace another = workspace("another-" + id.workspace());
        another.repository("one");
        another.repository("two");
        return another.slug();
    }

    private HostedWorkspace workspace(String slug) {
        return acme.bitbucket.workspace(slug, slug).member(account);
    }

    /** The branch of the run. */
    BranchName branch() {
        return branch;
    }

    /** Adds a commit to the branch, and opens the repository's only pull request from it. */
    void openPullRequest() {
        repository.commit(branch.value(), "versions.tf", "1.9");
        OpenPullRequest.Request request = OpenPullRequest.Request.of(id, branch, "Terraform 1.9");
        new OpenPullRequest().run(request, undisturbedClient()).join();
    }

    /** The only pull request, once it exists. */
    PullRequestId pullRequest() {
        return new PullRequestId(id, 1);
    }

    HostedRepository repository() {
        return repository;
    }

    /** The hash of the only commit on the branch {@code main}, which the tag {@code v1} points to. */
    String start() {
        return start;
    }

    FaultyReviewers reviewers() {
        return reviewers;
    }

    /** The author. */
    Account author() {
        return account;
    }

    /** A client with another token of the author, whose requests do not fail. */
    BitbucketClient undisturbedClient() {
        return bitbucket.as(Acme.credential(account));
    }

    /** Runs the case, and reports what is wrong afterwards. */
    List<String> complaints() {
        HostedWorkspace workspace = workspace(id.workspace());
        reviewers.join(workspace);
        repository = workspace.repository(id.slug());
        start = repository.commit("main", "README.md", "Acme\n");
        repository.tag("v1", start);
        runAndCheck(faultCase);
        return complaints;
    }

    private <R> void runAndCheck(FaultCase<R> checked) {
        checked.prepare(this);
        BitbucketClient client = bitbucket.as(
                credential,
                new RetryPolicy(Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofMillis(10), wait -> {}));
        try {
            checked.check(checked.run(this, client).join(), this);
        } catch (CompletionException e) {
            Throwable cause = BitbucketException.cause(e);
            expect(isAllowed(cause), WRONG, "failed with " + cause);
        }
        checked.checkAnyway(this);
    }

    /** One sentence that says what failed, where and with which credential, and only if it could not succeed. */
    private boolean isAllowed(Throwable failure) {
        boolean clear = failure instanceof BitbucketException
                && failure.getMessage().startsWith("Can't ")
                && failure.getMessage().contains("acme")
                && failure.getMessage().contains("with the credential “bitbucket-prod”: ");
        boolean inDoubt = faultsMade() > 0 && faultCase.mayFailInDoubt(failure);
        boolean forGood = !passes && (failure instanceof UnexpectedResponse || faultCase.mayFailForGood(failure));
        return clear && (inDoubt || forGood);
    }

    void expectBranches(List<String> branches) {
        expect(repository.branches().equals(branches), TWICE, "there are the branches " + repository.branches());
    }

    void expect(boolean condition, String kind, String what) {
        if (!condition) {
            complaints.add(kind + ": " + this + ": " + what);
        }
    }

    @Override
    public String toString() {
        return faultCase + ", " + fault + ", run " + id.slug();
    }
}
