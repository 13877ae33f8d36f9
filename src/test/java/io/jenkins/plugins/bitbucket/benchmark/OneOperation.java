package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One operation after the other: the use case, the same requests with bare OkHttp, and with a curl process for each.
 */
final class OneOperation implements Chapter {

    private static final String OURS = "use case";
    private static final String OKHTTP = "bare OkHttp";
    private static final String ENQUEUED = "bare OkHttp, enqueued";
    private static final String CURL = "curl";
    private static final int TIMES = 20;
    // Java compiles the hottest code after some thousand calls.
    private static final int WARM_UPS = 200;

    @Override
    public String name() {
        return "operation";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        List<Table> tables = new ArrayList<>();
        try (Contest contest = new Contest()) {
            measure("Create a branch", contest.createBranch(), contest::delay, quick, tables);
        }
        try (Contest contest = new Contest()) {
            measure("Open a pull request", contest.openPullRequest(), contest::delay, quick, tables);
        }
        try (Contest contest = new Contest();
                Http2Contest http2 = contest.createBranchOverHttp2()) {
            Rounds rounds = http2.rounds(OURS, OKHTTP, ENQUEUED, TIMES);
            measure("Create a branch over HTTP/2 with TLS", rounds, http2::delay, quick, tables);
        }
        try (Contest contest = new Contest();
                Http2Contest http2 = contest.openPullRequestOverHttp2()) {
            Rounds rounds = http2.rounds(OURS, OKHTTP, ENQUEUED, TIMES);
            measure("Open a pull request over HTTP/2 with TLS", rounds, http2::delay, quick, tables);
        }
        return tables;
    }

    /** Without a delay first, so that Java has compiled all of it by then. */
    private static void measure(String title, Rounds rounds, IntConsumer delay, boolean quick, List<Table> tables)
            throws Exception {
        for (int milliseconds : new int[] {0, 20}) {
            delay.accept(milliseconds);
            int warmUps = quick ? 0 : milliseconds == 0 ? WARM_UPS : 1;
            tables.add(table(
                    title + ", each request answered after " + milliseconds + " ms",
                    rounds.run(warmUps, quick ? 1 : 15),
                    milliseconds));
        }
    }

    private static Table table(String title, Map<String, Samples> measured, int delay) {
        Samples ours = measured.get(OURS);
        Table table = new Table(title)
                .times(OURS, ours, "ms", OKHTTP, measured.get(OKHTTP))
                .ratioAtMost(delay == 0 ? 1.15 : 1.02)
                .times(OURS, ours, "ms", ENQUEUED, measured.get(ENQUEUED));
        if (measured.containsKey(CURL)) {
            table.faster(OURS, ours, "ms", CURL, measured.get(CURL));
            if (delay == 0) {
                // There is no goal with a delay, because curl takes less than three times the delay.
                table.ratioAtLeast(3);
            }
        }
        table.row(OKHTTP, measured.get(OKHTTP), "ms").row(ENQUEUED, measured.get(ENQUEUED), "ms");
        return measured.containsKey(CURL) ? table.row(CURL, measured.get(CURL), "ms") : table;
    }

    /** An embedded Bitbucket, and its clients. */
    private static final class Contest implements AutoCloseable {

        private static final RetryPolicy OF_A_BUILD = RetryPolicy.of(Duration.ofMinutes(5), wait -> {});

        private final Acme acme = new Acme();
        private final ApiCredential credential = Acme.credential(acme.ci.tokenWithAllScopes());
        private final BitbucketCloud cloud = acme.answeringWithin(Duration.ofSeconds(30));
        private final BareOkHttp okHttp;
        private final Path curlConfiguration = Files.createTempFile("curl", "");
        private final boolean withCurl = Command.exists(CURL);
        private HostedRepository repository = newRepository(BareExchange.REPOSITORY);
        private int repositories;
        private int branches;

        Contest() throws Exception {
            String token = acme.ci.tokenWithAllScopes();
            okHttp = new BareOkHttp(Acme.authorization(Acme.EMAIL, token));
            Files.writeString(curlConfiguration, "user = \"" + Acme.EMAIL + ":" + token + "\"\n");
        }

        void delay(int milliseconds) {
            acme.bitbucket.delay(Duration.ofMillis(milliseconds));
        }

        Rounds createBranch() throws Exception {
            return rounds(branch -> {}, branch -> createBranch(branch, client()));
        }

        Rounds openPullRequest() throws Exception {
            return rounds(
                    branch -> repository.commit(branch, "versions.tf", branch),
                    branch -> openPullRequest(branch, client()));
        }

        /** The same requests and responses as over HTTP/1.1. */
        Http2Contest createBranchOverHttp2() throws Exception {
            BareExchange exchange = BareExchange.record(acme, branch -> createBranch(branch, client()));
            return new Http2Contest(exchange, client -> createBranch(BareExchange.BRANCH, client));
        }

        /** The same requests and responses as over HTTP/1.1. */
        Http2Contest openPullRequestOverHttp2() throws Exception {
            repository.commit(BareExchange.BRANCH, "versions.tf", BareExchange.BRANCH);
            BareExchange exchange = BareExchange.record(acme, branch -> openPullRequest(branch, client()));
            return new Http2Contest(exchange, client -> openPullRequest(BareExchange.BRANCH, client));
        }

        private Rounds rounds(BareExchange.Operation before, BareExchange.Operation operation) throws Exception {
            before.run(BareExchange.BRANCH);
            BareExchange exchange = BareExchange.record(acme, operation);
            Rounds rounds = new Rounds()
                    .add(OURS, () -> median(TIMES, before, operation))
                    .add(
                            OKHTTP,
                            () -> median(
                                    TIMES, before, branch -> okHttp.send(exchange.with(repository.slug(), branch))))
                    .add(
                            ENQUEUED,
                            () -> median(
                                    TIMES, before, branch -> okHttp.enqueue(exchange.with(repository.slug(), branch))));
            return withCurl
                    ? rounds.add(
                            CURL,
                            () -> median(
                                    1 + TIMES / 10, before, branch -> curl(exchange.with(repository.slug(), branch))))
                    : rounds;
        }

        /** In its own repository, because a repository slows down with the number of its branches. */
        private double median(int howOften, BareExchange.Operation before, BareExchange.Operation operation)
                throws Exception {
            repository = newRepository("infra-" + repositories++);
            acme.bitbucket.forgetRequests();
            List<Double> each = new ArrayList<>();
            for (int i = 0; i < howOften; i++) {
                String branch = "branch-" + branches++;
                before.run(branch);
                each.add(Rounds.milliseconds(() -> operation.run(branch)));
            }
            return new Samples(each).median();
        }

        private HostedRepository newRepository(String slug) {
            HostedRepository made = acme.workspace.repository(slug);
            made.commit("main", "versions.tf", "1.8");
            return made;
        }

        private RepositoryId id() {
            return new RepositoryId("acme", repository.slug());
        }

        private BitbucketClient client() {
            return cloud.as(credential, OF_A_BUILD);
        }

        private void createBranch(String branch, BitbucketClient client) {
            new CreateBranch()
                    .run(
                            new CreateBranch.Request(
                                    id(),
                                    new BranchName(branch),
                                    StartPoint.parse("main"),
                                    CreateBranch.IfExists.REUSE),
                            client)
                    .join();
        }

        private void openPullRequest(String branch, BitbucketClient client) {
            OpenPullRequest.Request request = new OpenPullRequest.Request(
                    id(),
                    new BranchName(branch),
                    Optional.of(new BranchName("main")),
                    "Terraform 1.9",
                    Optional.of("By the benchmark"),
                    List.of(),
                    false,
                    false,
                    true,
                    OpenPullRequest.IfExists.UPDATE);
            new OpenPullRequest().run(request, client).join();
        }

        private void curl(List<BareExchange.Sent> requests) throws InterruptedException {
            for (BareExchange.Sent request : requests) {
                List<String> line = new ArrayList<>(List.of(
                        CURL,
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--config",
                        curlConfiguration.toString(),
                        "--request",
                        request.method(),
                        request.url()));
                if (!request.body().isEmpty()) {
                    line.addAll(List.of("--header", "Content-Type: application/json", "--data", request.body()));
                }
                Command.run(Path.of("."), Map.of(), line);
            }
        }

        @Override
        public void close() throws IOException {
            acme.close();
            Files.delete(curlConfiguration);
        }
    }
}
