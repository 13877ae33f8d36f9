package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.FindPullRequests.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A search, which changes nothing. */
final class FindFaultCase extends FaultCase<List<PullRequestResult>> {

    private FindFaultCase() {
        super(FindPullRequests.class, "open ones");
    }

    static List<FaultCase<List<PullRequestResult>>> all() {
        return List.of(new FindFaultCase());
    }

    @Override
    void prepare(FaultyRun run) {
        run.openPullRequest();
    }

    @Override
    CompletableFuture<List<PullRequestResult>> run(FaultyRun run, BitbucketClient client) {
        return new FindPullRequests()
                .run(
                        new FindPullRequests.Request(
                                run.id(),
                                Optional.of(State.OPEN),
                                Optional.of(run.branch()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                10),
                        client);
    }

    @Override
    void check(List<PullRequestResult> result, FaultyRun run) {
        run.expect(
                result.stream().map(PullRequestResult::id).toList().equals(List.of(1L)),
                FaultyRun.WRONG,
                "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        run.expect(run.repository().pullRequests().size() == 1, FaultyRun.TWICE, "there are other pull requests");
    }
}
