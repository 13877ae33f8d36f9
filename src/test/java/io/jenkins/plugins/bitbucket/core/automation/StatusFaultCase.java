package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Build statuses: a new one and one that overwrites another. */
final class StatusFaultCase extends FaultCase<SetBuildStatus.Result> {

    private static final String KEY = "unit-tests";

    private final boolean exists;

    private StatusFaultCase(String name, boolean exists) {
        super(SetBuildStatus.class, name);
        this.exists = exists;
    }

    static List<FaultCase<SetBuildStatus.Result>> all() {
        return List.of(new StatusFaultCase("the first", false), new StatusFaultCase("which overwrites", true));
    }

    @Override
    void prepare(FaultyRun run) {
        if (exists) {
            run.repository().setStatus(run.start(), KEY, "INPROGRESS");
        }
    }

    @Override
    CompletableFuture<SetBuildStatus.Result> run(FaultyRun run, BitbucketClient client) {
        return new SetBuildStatus()
                .run(
                        new SetBuildStatus.Request(
                                run.id(),
                                run.start(),
                                State.SUCCESSFUL,
                                KEY,
                                Optional.empty(),
                                Optional.empty(),
                                URI.create("https://jenkins.acme.example/"),
                                Optional.of("main")),
                        client);
    }

    @Override
    void check(SetBuildStatus.Result result, FaultyRun run) {
        List<CommitStatus> all = run.repository().statuses(run.start());
        run.expect(!all.isEmpty(), FaultyRun.LOST, "there is no status");
        run.expect(
                all.stream().allMatch(status -> status.state().equals("SUCCESSFUL")),
                FaultyRun.LOST,
                "there are " + all);
        run.expect(
                result.equals(new SetBuildStatus.Result(KEY, State.SUCCESSFUL, run.start())),
                FaultyRun.WRONG,
                "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        List<CommitStatus> all = run.repository().statuses(run.start());
        run.expect(all.size() <= 1, FaultyRun.TWICE, "there are " + all);
    }
}
