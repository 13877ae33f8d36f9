package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Pull requests that are opened, updated and found, some with reviewers that Bitbucket rejects. */
final class PullRequestFaultCase extends FaultCase<PullRequestResult> {

    private static final String TITLE = "Terraform 1.9";

    private final IfExists ifExists;
    private final boolean withReviewers;
    private final boolean exists;

    private PullRequestFaultCase(String name, IfExists ifExists, boolean withReviewers, boolean exists) {
        super(OpenPullRequest.class, name);
        this.ifExists = ifExists;
        this.withReviewers = withReviewers;
        this.exists = exists;
    }

    static List<FaultCase<PullRequestResult>> all() {
        return List.of(
                new PullRequestFaultCase("new", IfExists.UPDATE, false, false),
                new PullRequestFaultCase("new, with reviewers", IfExists.UPDATE, true, false),
                new PullRequestFaultCase("unless it exists", IfExists.FAIL, false, false),
                new PullRequestFaultCase("to update", IfExists.UPDATE, true, true),
                new PullRequestFaultCase("to reuse", IfExists.REUSE, false, true));
    }

    @Override
    void prepare(FaultyRun run) {
        run.reviewers().reviewByDefault(run.repository(), run.author());
        run.repository().commit(run.branch().value(), "versions.tf", "1.9");
        if (exists) {
            run.reviewers().openWithSome(run.repository().workspace(), run.id(), run.branch(), run.undisturbedClient());
        }
    }

    @Override
    CompletableFuture<PullRequestResult> run(FaultyRun run, BitbucketClient client) {
        return new OpenPullRequest()
                .run(
                        new OpenPullRequest.Request(
                                run.id(),
                                run.branch(),
                                Optional.of(new BranchName("main")),
                                TITLE,
                                Optional.of("All of it"),
                                withReviewers ? FaultyReviewers.asked(run.author()) : List.of(),
                                withReviewers,
                                false,
                                false,
                                ifExists),
                        client);
    }

    @Override
    void check(PullRequestResult result, FaultyRun run) {
        List<HostedPullRequest> all = run.repository().pullRequests();
        run.expect(!all.isEmpty(), FaultyRun.LOST, "there is no pull request");
        run.expect(
                all.stream().allMatch(p -> p.id() == result.id() && p.title().equals(result.title())),
                FaultyRun.WRONG,
                "there are " + all + ", and the result is " + result);
        run.expect(result.outcome() == outcome(), FaultyRun.WRONG, "the result is " + result);
        run.expect(
                result.title().equals(isKept() ? FaultyReviewers.TITLE_BEFORE : TITLE),
                FaultyRun.WRONG,
                "the result is " + result);
        run.expect(
                all.stream().allMatch(p -> Set.copyOf(p.reviewers()).equals(reviewers(run))),
                FaultyRun.REVIEWER_LOST,
                "there are " + all);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        run.expectBranches(List.of(run.branch().value(), "main"));
        List<HostedPullRequest> all = run.repository().pullRequests();
        run.expect(all.size() <= 1, FaultyRun.TWICE, "there are " + all);
        run.expect(
                !exists || all.stream().allMatch(p -> p.reviewers().contains(FaultyReviewers.PRESENT)),
                FaultyRun.REVIEWER_LOST,
                "there are " + all);
    }

    private boolean isKept() {
        return ifExists == IfExists.REUSE && exists;
    }

    private Outcome outcome() {
        return isKept() ? Outcome.FOUND : exists ? Outcome.UPDATED : Outcome.CREATED;
    }

    private Set<String> reviewers(FaultyRun run) {
        if (isKept()) {
            return run.reviewers().before(run.id());
        }
        return withReviewers ? run.reviewers().after(exists) : Set.of();
    }
}
