package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch.IfMissing;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Branches to delete, and one that does not exist. */
final class DeleteBranchFaultCase extends FaultCase<DeleteBranch.Result> {

    private final boolean exists;

    private DeleteBranchFaultCase(String name, boolean exists) {
        super(DeleteBranch.class, name);
        this.exists = exists;
    }

    static List<FaultCase<DeleteBranch.Result>> all() {
        return List.of(
                new DeleteBranchFaultCase("which exists", true),
                new DeleteBranchFaultCase("which is not there", false));
    }

    @Override
    void prepare(FaultyRun run) {
        if (exists) {
            run.repository().commit(run.branch().value(), "versions.tf", "1.9");
        }
    }

    @Override
    CompletableFuture<DeleteBranch.Result> run(FaultyRun run, BitbucketClient client) {
        return new DeleteBranch()
                .run(new DeleteBranch.Request(run.id(), run.branch(), IfMissing.IGNORE, false), client);
    }

    @Override
    void check(DeleteBranch.Result result, FaultyRun run) {
        run.expect(run.repository().branches().equals(List.of("main")), FaultyRun.LOST, "the branch is there");
        // After a lost response, it can't be determined whether this operation deleted it.
        run.expect(result.deleted() || !exists, FaultyRun.WRONG, "the result is " + result);
        run.expect(exists || !result.deleted() || run.faultsMade() > 0, FaultyRun.WRONG, "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        run.expect(run.repository().branches().contains("main"), FaultyRun.WRONG, "the main branch is gone");
    }
}
