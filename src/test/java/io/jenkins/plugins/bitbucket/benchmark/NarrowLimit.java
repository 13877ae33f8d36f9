package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * More concurrent operations than Bitbucket accepts for an account: on one controller, whose operations wait together,
 * and on many, each of which finds out independently.
 */
final class NarrowLimit implements Chapter {

    private static final int PER_SECOND = 100;
    // The account is not new: Bitbucket's response time is known.
    private static final int BEFORE = 20;
    private static final int CONTROLLERS = 100;
    private static final String TOGETHER = "one controller";
    private static final String ALONE = CONTROLLERS + " controllers";

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        int number = quick ? 150 : 1_000;
        List<Table> tables = new ArrayList<>();
        for (int delay : quick ? new int[] {0} : new int[] {0, 20, 200}) {
            tables.add(measure(number, delay, quick || delay > 0 ? 1 : 3));
        }
        return tables;
    }

    private record Outcome(double done, double wasted, double milliseconds) {}

    private static Table measure(int number, int delay, int rounds) throws Exception {
        List<Outcome> together = new ArrayList<>();
        List<Outcome> alone = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            together.add(run(number, delay, 1));
            if (delay == 0 && round == 0) {
                // This takes a while.
                alone.add(run(number, delay, CONTROLLERS));
            }
        }
        // The bucket is full at first.
        double shortest = 1_000.0 * (number - PER_SECOND) / PER_SECOND + delay;
        Table table = new Table(String.format(
                "%,d branches at once, %d requests a second let through, each answered after %d ms",
                number, PER_SECOND, delay));
        add(table, TOGETHER, together, shortest, Optional.of(delay > 20 ? 5.0 : 3.0));
        if (!alone.isEmpty()) {
            add(table, ALONE, alone, shortest, Optional.empty());
        }
        return table;
    }

    /** @param mostWasted the goal, in percent */
    private static void add(
            Table table, String who, List<Outcome> outcomes, double shortest, Optional<Double> mostWasted) {
        Samples walls = new Samples(outcomes.stream().map(Outcome::milliseconds).toList());
        Samples wasted = new Samples(outcomes.stream().map(Outcome::wasted).toList());
        Samples done = new Samples(outcomes.stream().map(Outcome::done).toList());
        table.row(who + ": branches made", done, "");
        table.row(who + ": requests refused", wasted, "%");
        mostWasted.ifPresent(table::figureAtMost);
        table.times(who + ": all done", walls, "ms", "the shortest time", Samples.of(shortest));
        if (mostWasted.isPresent()) {
            table.ratioAtMost(1.2);
        }
    }

    private static Outcome run(int number, int delay, int controllers) throws Exception {
        try (Acme acme = new Acme()) {
            List<BitbucketCloud> clouds = IntStream.range(0, controllers)
                    .mapToObj(i -> acme.answeringWithin(Duration.ofSeconds(30)))
                    .toList();
            ApiCredential credential = Acme.credential(acme.ci);
            acme.bitbucket.delay(Duration.ofMillis(delay));
            for (int i = 0; i < BEFORE; i++) {
                create(clouds.get(0), credential, "before-" + i).join();
            }
            acme.bitbucket.forgetRequests();
            acme.bitbucket.rateLimit(PER_SECOND);

            double milliseconds = Rounds.milliseconds(() -> CompletableFuture.allOf(IntStream.range(0, number)
                            .mapToObj(i -> create(clouds.get(i % controllers), credential, "branch-" + i))
                            .toArray(CompletableFuture[]::new))
                    .join());
            List<RecordedRequest> requests = acme.bitbucket.requests();
            double refused =
                    requests.stream().filter(request -> request.status() == 429).count();
            return new Outcome(
                    acme.infra.branches().size() - 1 - BEFORE, 100 * refused / requests.size(), milliseconds);
        }
    }

    private static CompletableFuture<BranchResult> create(
            BitbucketCloud cloud, ApiCredential credential, String branch) {
        CreateBranch.Request request = new CreateBranch.Request(
                Acme.INFRA, new BranchName(branch), StartPoint.parse("main"), CreateBranch.IfExists.FAIL);
        return new CreateBranch().run(request, cloud.as(credential, RetryPolicy.of(Duration.ofMinutes(5), wait -> {})));
    }
}
