package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.CommentResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Comments that are added once, and comments with a key, both new and updated. */
final class CommentFaultCase extends FaultCase<CommentResult> {

    private static final CommentMark KEY = CommentMark.ofKey("coverage");
    private static final String TEXT = "Coverage: **91 %**\n\nAll of it";

    private final CommentMark mark;
    private final boolean exists;

    private CommentFaultCase(String name, CommentMark mark, boolean exists) {
        super(CommentPullRequest.class, name);
        this.mark = mark;
        this.exists = exists;
    }

    static List<FaultCase<CommentResult>> all() {
        return List.of(
                new CommentFaultCase("once", CommentMark.once("1"), false),
                new CommentFaultCase("with a key", KEY, false),
                new CommentFaultCase("with a key, to change", KEY, true));
    }

    @Override
    void prepare(FaultyRun run) {
        run.openPullRequest();
        if (exists) {
            run.undisturbedClient()
                    .pullRequest(run.pullRequest())
                    .addComment(mark.on("Coverage: 90 %"))
                    .join();
        }
    }

    @Override
    CompletableFuture<CommentResult> run(FaultyRun run, BitbucketClient client) {
        return new CommentPullRequest().run(new CommentPullRequest.Request(run.pullRequest(), TEXT, mark), client);
    }

    @Override
    void check(CommentResult result, FaultyRun run) {
        List<Comment> all = run.repository().comments(1);
        run.expect(!all.isEmpty(), FaultyRun.LOST, "there is no comment");
        run.expect(
                all.stream()
                        .allMatch(comment ->
                                comment.id() == result.id() && comment.raw().equals(mark.on(TEXT))),
                FaultyRun.LOST,
                "there are " + all + ", and the result is " + result);
        run.expect(
                result.outcome() == (exists ? Outcome.UPDATED : Outcome.CREATED),
                FaultyRun.WRONG,
                "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        List<Comment> all = run.repository().comments(1);
        run.expect(all.size() <= 1, FaultyRun.TWICE, "there are " + all);
    }
}
