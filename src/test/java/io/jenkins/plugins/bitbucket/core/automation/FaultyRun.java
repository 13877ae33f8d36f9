package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One operation with a token and a repository of its own, some of whose requests go wrong. */
final class FaultyRun {

    static final String TWICE = "Done twice";
    static final String LOST = "Lost";
    static final String WRONG = "Wrong";
    static final String REVIEWER_LOST = "Reviewer lost";

    private static final int MOST_FAULTS = 3;

    private final BranchName branch = new BranchName("bump");
    private final Acme acme;
    private final BitbucketCloud bitbucket;
    private final FaultyReviewers reviewers;
    private final FaultyOperation operation;
    private final String fault;
    private final boolean passes;
    private final Supplier<Fault> next;
    private final Random chance;
    private final String token;
    private final RepositoryId id;
    private final AtomicInteger faultsMade = new AtomicInteger();
    private final List<String> complaints = new ArrayList<>();

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
            FaultyOperation operation,
            String fault,
            boolean passes,
            Supplier<Fault> next,
            int number) {
        this.acme = acme;
        this.bitbucket = bitbucket;
        this.reviewers = reviewers;
        this.operation = operation;
        this.fault = fault;
        this.passes = passes;
        this.next = next;
        this.chance = new Random(number);
        this.token = acme.ci.tokenWithAllScopes();
        this.id = new RepositoryId("acme", "run-" + number);
    }

    String authorization() {
        byte[] login = (Acme.EMAIL + ":" + token).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(login);
    }

    int faultsMade() {
        return faultsMade.get();
    }

    /** What happens to the next request: every second one goes wrong, until there were enough. */
    synchronized Fault next() {
        if (!chance.nextBoolean() || faultsMade.get() == MOST_FAULTS) {
            return Fault.none();
        }
        faultsMade.incrementAndGet();
        return next.get();
    }

    /** Runs the operation, and says what is not as it should be afterwards. */
    List<String> complaints() {
        HostedRepository repository = acme.workspace.repository(id.slug());
        String start = repository.commit("main", "README.md", "Acme\n");
        repository.tag("v1", start);
        reviewers.reviewByDefault(repository);
        if (!operation.isBranch() || operation.exists()) {
            repository.commit(branch.value(), "versions.tf", "1.9");
        }
        if (!operation.isBranch() && operation.exists()) {
            reviewers.openWithSome(id, branch, bitbucket.as(Acme.credential(acme.ci.tokenWithAllScopes())));
        }
        BitbucketClient client = bitbucket.as(
                Acme.credential(token),
                new RetryPolicy(Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofMillis(10), wait -> {}));
        try {
            if (operation.isBranch()) {
                check(operation.createBranch(id, branch, start, client).join(), start, repository);
            } else {
                check(operation.openPullRequest(id, branch, client).join(), repository);
            }
        } catch (CompletionException e) {
            Throwable cause = BitbucketException.cause(e);
            expect(isAllowed(cause), WRONG, "failed with " + cause);
        }
        List<String> branches =
                operation.isBranch() && repository.tip(branch.value()).isEmpty()
                        ? List.of("main")
                        : List.of(branch.value(), "main");
        expect(repository.branches().equals(branches), TWICE, "there are the branches " + repository.branches());
        List<HostedPullRequest> all = repository.pullRequests();
        expect(all.size() <= 1, TWICE, "there are " + all);
        expect(all.stream().allMatch(p -> reviewers.areKept(operation, p.reviewers())), REVIEWER_LOST, "of " + all);
        return complaints;
    }

    private void check(BranchResult result, String start, HostedRepository repository) {
        Optional<String> tip = repository.tip(branch.value());
        expect(tip.isPresent(), LOST, "there is no branch");
        expect(operation.exists() || tip.filter(start::equals).isPresent(), WRONG, "the branch stands at " + tip);
        expect(tip.filter(result.commit()::equals).isPresent(), WRONG, "the result is " + result);
        expect(result.created() != operation.exists(), WRONG, "the result is " + result);
    }

    private void check(PullRequestResult result, HostedRepository repository) {
        List<HostedPullRequest> all = repository.pullRequests();
        expect(!all.isEmpty(), LOST, "there is no pull request");
        expect(
                all.stream().allMatch(p -> p.id() == result.id() && p.title().equals(result.title())),
                WRONG,
                "there are " + all + ", and the result is " + result);
        expect(result.outcome() == operation.outcome(), WRONG, "the result is " + result);
        expect(
                all.stream().allMatch(p -> Set.copyOf(p.reviewers()).equals(reviewers.after(operation, id))),
                REVIEWER_LOST,
                "there are " + all);
        boolean kept = operation == FaultyOperation.PULL_REQUEST_TO_REUSE;
        expect(
                result.title().equals(kept ? FaultyOperation.OTHER_TITLE : FaultyOperation.TITLE),
                WRONG,
                "the result is " + result);
    }

    /** One sentence that says what could not be done where and with what, and only where nothing else was possible. */
    private boolean isAllowed(Throwable cause) {
        boolean clear = cause instanceof BitbucketException
                && cause.getMessage().startsWith("Can't ")
                && cause.getMessage().contains("acme")
                && cause.getMessage().contains("with the credential “bitbucket-prod”: ");
        boolean inDoubt = operation.failsInDoubt() && cause instanceof AlreadyExists && faultsMade() > 0;
        // That there is no such branch, where it could not be learnt whether there is such a tag.
        boolean first = operation == FaultyOperation.BRANCH_FROM_NAMED_TAG && cause instanceof Invalid;
        return clear && (inDoubt || !passes && (first || cause instanceof UnexpectedResponse));
    }

    private void expect(boolean condition, String kind, String what) {
        if (!condition) {
            complaints.add(kind + ": " + this + ": " + what);
        }
    }

    @Override
    public String toString() {
        return operation + ", " + fault + ", run " + id.slug();
    }
}
