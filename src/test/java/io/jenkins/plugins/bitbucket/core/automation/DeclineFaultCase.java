package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Pull requests to decline, some of them already declined, some with a message. */
final class DeclineFaultCase extends FaultCase<PullRequestResult> {

    private final Optional<String> message;
    private final boolean done;

    private DeclineFaultCase(String name, Optional<String> message, boolean done) {
        super(DeclinePullRequest.class, name);
        this.message = message;
        this.done = done;
    }

    static List<FaultCase<PullRequestResult>> all() {
        return List.of(
                new DeclineFaultCase("without a message", Optional.empty(), false),
                new DeclineFaultCase("with a message", Optional.of("Superseded by #2"), false),
                new DeclineFaultCase("which is declined", Optional.of("Superseded by #2"), true));
    }

    @Override
    void prepare(FaultyRun run) {
        run.openPullRequest();
        if (done) {
            run.undisturbedClient().pullRequest(run.pullRequest()).decline().join();
        }
    }

    @Override
    CompletableFuture<PullRequestResult> run(FaultyRun run, BitbucketClient client) {
        return new DeclinePullRequest().run(new DeclinePullRequest.Request(run.pullRequest(), message), client);
    }

    @Override
    void check(PullRequestResult result, FaultyRun run) {
        HostedPullRequest now = run.repository().pullRequests().get(0);
        run.expect(now.state().equals("DECLINED"), FaultyRun.LOST, "the pull request is " + now);
        run.expect(
                result.state().equals("DECLINED") && result.outcome() == (done ? Outcome.FOUND : Outcome.UPDATED),
                FaultyRun.WRONG,
                "the result is " + result);
        run.expect(
                run.repository().comments(1).size() == (message.isPresent() && !done ? 1 : 0),
                FaultyRun.LOST,
                "there are " + run.repository().comments(1));
    }

    @Override
    void checkAnyway(FaultyRun run) {
        List<Comment> all = run.repository().comments(1);
        run.expect(all.size() <= 1, FaultyRun.TWICE, "there are " + all);
    }
}
