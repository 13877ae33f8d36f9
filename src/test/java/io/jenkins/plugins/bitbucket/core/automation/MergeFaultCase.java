package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Merges: immediate ones, of green pull requests, of ones that become green, and of ones that receive another commit
 * meanwhile.
 */
final class MergeFaultCase extends FaultCase<MergeResult> {

    private static final String BUILD = "build";

    /** The fate of the source branch. */
    private enum Story {
        NOTHING,
        IS_GREEN,
        BECOMES_GREEN,
        GETS_A_COMMIT_THAT_FAILS,
        IS_MERGED
    }

    private final Story story;

    private MergeFaultCase(String name, Story story) {
        super(MergePullRequest.class, name);
        this.story = story;
    }

    static List<FaultCase<MergeResult>> all() {
        return List.of(
                new MergeFaultCase("at once", Story.NOTHING),
                new MergeFaultCase("of what is green", Story.IS_GREEN),
                new MergeFaultCase("of what becomes green", Story.BECOMES_GREEN),
                new MergeFaultCase("of what gets a commit that is not green", Story.GETS_A_COMMIT_THAT_FAILS),
                new MergeFaultCase("of what is merged", Story.IS_MERGED));
    }

    @Override
    void prepare(FaultyRun run) {
        run.openPullRequest();
        switch (story) {
            case IS_GREEN, GETS_A_COMMIT_THAT_FAILS -> setStatus(run, "SUCCESSFUL");
            case BECOMES_GREEN -> setStatus(run, "INPROGRESS");
            case IS_MERGED -> run.repository().merge(1);
            case NOTHING -> {}
        }
    }

    private static void setStatus(FaultyRun run, String state) {
        run.repository().setStatus(tip(run), BUILD, state);
    }

    private static String tip(FaultyRun run) {
        return run.repository().tip(run.branch().value()).orElseThrow();
    }

    @Override
    CompletableFuture<MergeResult> run(FaultyRun run, BitbucketClient client) {
        When when = story == Story.NOTHING || story == Story.IS_MERGED ? When.NOW : When.GREEN;
        CompletableFuture<MergeResult> merge = new MergePullRequest()
                .run(
                        new Request(
                                run.pullRequest(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                when,
                                0,
                                false,
                                Optional.empty()),
                        client);
        if (story == Story.BECOMES_GREEN) {
            setStatus(run, "SUCCESSFUL");
        }
        if (story == Story.GETS_A_COMMIT_THAT_FAILS) {
            run.repository().commit(run.branch().value(), "more.tf", "pushed at any moment");
            setStatus(run, "FAILED");
            return merge.exceptionallyCompose(MergeFaultCase::notGreen);
        }
        return merge;
    }

    /** A refusal because its newest commit is not green is as good an end as any. */
    private static CompletableFuture<MergeResult> notGreen(Throwable failure) {
        return failure.getMessage().contains("the build status “build” is FAILED")
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(failure);
    }

    @Override
    void check(MergeResult result, FaultyRun run) {
        HostedPullRequest now = run.repository().pullRequests().get(0);
        if (result == null) {
            run.expect(now.isOpen(), FaultyRun.WRONG, "the pull request is " + now);
            return;
        }
        boolean failed = run.repository().statuses(now.sourceHash()).stream()
                .anyMatch(status -> status.state().equals("FAILED"));
        run.expect(!failed || result.expected().isPresent(), FaultyRun.WRONG, "nobody says what was merged: " + result);
        run.expect(now.state().equals("MERGED"), FaultyRun.LOST, "the pull request is " + now);
        run.expect(
                result.pullRequest().state().equals("MERGED")
                        && result.pullRequest().outcome()
                                == (story == Story.IS_MERGED ? Outcome.FOUND : Outcome.UPDATED),
                FaultyRun.WRONG,
                "the result is " + result);
        run.expect(
                result.sourceCommit().filter(now.sourceHash()::startsWith).isPresent(),
                FaultyRun.WRONG,
                "the result is " + result + ", and the pull request " + now);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        RevCommit main = run.repository()
                .git()
                .commit(ObjectId.fromString(run.repository().tip("main").orElseThrow()));
        run.expect(
                main.name().equals(run.start()) || main.getParent(0).name().equals(run.start()),
                FaultyRun.TWICE,
                "the branch main points to " + main);
    }
}
