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

/** One case with an account and a repository of its own, some of whose requests go wrong. */
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
     * @param fault what the fault is called
     * @param passes whether it passes when it is tried again
     * @param next makes the fault
     * @param number tells this run from the others, and is the seed of its chance
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
        this.account = acme.anotherAccount();
        this.credential = Acme.credential(account);
        this.id = new RepositoryId("acme", "run-" + number);
    }

    String authorization() {
        return credential.token().authorization(credential.email());
    }

    int faultsMade() {
        return faultsMade.get();
    }

    /** What happens to the next request: every second one goes wrong, until there were enough. */
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

    /** A workspace that nobody else uses, with the repositories “one” and “two”. */
    String ownWorkspace() {
        String slug = "acme-" + id.slug();
        HostedWorkspace own = acme.bitbucket.workspace(slug, slug).member(account);
        own.repository("one");
        own.repository("two");
        return slug;
    }

    /** The branch that it is about. */
    BranchName branch() {
        return branch;
    }

    /** Gives the branch a commit, and opens the repository's only pull request from it. */
    void openPullRequest() {
        repository.commit(branch.value(), "versions.tf", "1.9");
        OpenPullRequest.Request request = OpenPullRequest.Request.of(id, branch, "Terraform 1.9");
        new OpenPullRequest().run(request, undisturbedClient()).join();
    }

    /** The only pull request, once there is one. */
    PullRequestId pullRequest() {
        return new PullRequestId(id, 1);
    }

    HostedRepository repository() {
        return repository;
    }

    /** The hash of the only commit on the branch {@code main}, which a tag {@code v1} marks. */
    String start() {
        return start;
    }

    FaultyReviewers reviewers() {
        return reviewers;
    }

    /** Who does it. */
    Account author() {
        return account;
    }

    /** A client with another token of the author, whose requests do not go wrong. */
    BitbucketClient undisturbedClient() {
        return bitbucket.as(Acme.credential(account));
    }

    /** Runs the case, and says what is not as it should be afterwards. */
    List<String> complaints() {
        repository = acme.workspace.repository(id.slug());
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

    /** One sentence that says what could not be done where and with what, and only where nothing else was possible. */
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
