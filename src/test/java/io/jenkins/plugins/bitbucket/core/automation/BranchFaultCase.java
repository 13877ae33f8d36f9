package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Branches from every kind of start, and one that already exists. */
final class BranchFaultCase extends FaultCase<BranchResult> {

    private static final String A_COMMIT = "its hash";
    private static final String A_NAMED_TAG = "v1";

    private final String from;
    private final IfExists ifExists;
    private final boolean exists;

    private BranchFaultCase(String name, String from, IfExists ifExists, boolean exists) {
        super(CreateBranch.class, name);
        this.from = from;
        this.ifExists = ifExists;
        this.exists = exists;
    }

    static List<FaultCase<BranchResult>> all() {
        return List.of(
                new BranchFaultCase("from the main branch", "", IfExists.REUSE, false),
                new BranchFaultCase("from a branch", "main", IfExists.REUSE, false),
                new BranchFaultCase("from a tag", "refs/tags/v1", IfExists.REUSE, false),
                new BranchFaultCase("from a tag that is named like a branch", A_NAMED_TAG, IfExists.REUSE, false),
                new BranchFaultCase("from a commit", A_COMMIT, IfExists.REUSE, false),
                new BranchFaultCase("unless it exists", "main", IfExists.FAIL, false),
                new BranchFaultCase("which exists", "main", IfExists.REUSE, true));
    }

    @Override
    void prepare(FaultyRun run) {
        if (exists) {
            run.repository().commit(run.branch().value(), "versions.tf", "1.9");
        }
    }

    @Override
    CompletableFuture<BranchResult> run(FaultyRun run, BitbucketClient client) {
        StartPoint start = StartPoint.parse(from.equals(A_COMMIT) ? run.start() : from);
        return new CreateBranch().run(new CreateBranch.Request(run.id(), run.branch(), start, ifExists), client);
    }

    @Override
    void check(BranchResult result, FaultyRun run) {
        Optional<String> tip = run.repository().tip(run.branch().value());
        run.expect(tip.isPresent(), FaultyRun.LOST, "there is no branch");
        run.expect(
                exists || tip.filter(run.start()::equals).isPresent(), FaultyRun.WRONG, "the branch points to " + tip);
        run.expect(tip.filter(result.commit()::equals).isPresent(), FaultyRun.WRONG, "the result is " + result);
        run.expect(result.created() != exists, FaultyRun.WRONG, "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        run.expectBranches(
                run.repository().tip(run.branch().value()).isPresent()
                        ? List.of(run.branch().value(), "main")
                        : List.of("main"));
        run.expect(run.repository().pullRequests().isEmpty(), FaultyRun.WRONG, "there is a pull request");
    }

    @Override
    boolean mayFailInDoubt(Throwable failure) {
        return ifExists == IfExists.FAIL && failure instanceof AlreadyExists;
    }

    @Override
    boolean mayFailForGood(Throwable failure) {
        // The branch does not exist, and it could not be determined whether the tag does.
        return from.equals(A_NAMED_TAG) && failure instanceof Invalid;
    }
}
