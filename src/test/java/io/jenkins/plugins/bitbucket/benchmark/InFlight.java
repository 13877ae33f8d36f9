package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Many operations that wait for Bitbucket at the same time: the use case, and bare OkHttp with a thread for each. */
final class InFlight implements Chapter {

    private static final int DELAY = 200;
    private static final int MAX_THREADS = 64;
    // A number that is certainly in flight if threads are limited.
    private static final int SENT_AT_ONCE = 50;
    private static final String OURS = "use case";
    private static final String THREADS = "a thread for each";

    @Override
    public String name() {
        return "in-flight";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        List<Table> tables = new ArrayList<>();
        for (Jdk jdk : Jdk.all()) {
            tables.addAll(measure(jdk, quick));
        }
        return tables;
    }

    private static List<Table> measure(Jdk jdk, boolean quick) throws Exception {
        List<Integer> numbers = quick
                ? List.of(1, 10)
                : jdk.waitsOnVirtualThreads() ? List.of(1, 10, 100, 1_000, 5_000) : List.of(1, 10, 100, 1_000);
        try (Acme acme = new Acme();
                ClientProcess ours = client(jdk, acme);
                ClientProcess threads = client(jdk, acme)) {
            answerAtOnce(acme);
            // Client and server are compiled first, in this order, as in a Jenkins that has been up for a while.
            walls(ours, threads, quick ? 10 : 1_000).run(quick ? 0 : 30, 1);
            List<Table> tables = new ArrayList<>();
            for (int number : numbers) {
                acme.bitbucket.delay(Duration.ofMillis(DELAY));
                Map<String, Samples> walls = walls(ours, threads, number).run(quick ? 0 : 1, quick ? 1 : 7);
                acme.bitbucket.delay(Duration.ZERO);
                tables.add(
                        table(jdk, number, walls, held(jdk, acme, "ours", number), held(jdk, acme, "threads", number)));
            }
            return tables;
        }
    }

    private static ClientProcess client(Jdk jdk, Acme acme) throws IOException {
        return new ClientProcess(jdk, InFlightClient.class, acme, "-Xmx2g");
    }

    /** A prepared response, because the wait is measured. */
    private static void answerAtOnce(Acme acme) {
        acme.bitbucket.forgetRequests();
        acme.client().repository(Acme.INFRA).get().join();
        Fault answer = Fault.answer(
                200, "application/json", acme.bitbucket.requests().get(0).answerBody());
        acme.bitbucket.misbehave(request -> answer);
    }

    private static Rounds walls(ClientProcess ours, ClientProcess threads, int number) {
        return new Rounds()
                .add(OURS, () -> ours.ask("time", "ours", number))
                .add(THREADS, () -> threads.ask("time", "threads", number));
    }

    private static Table table(Jdk jdk, int number, Map<String, Samples> walls, Held ours, Held threads) {
        String limit = "one delay";
        Samples delay = Samples.of(DELAY);
        Table table = new Table(String.format(
                        number == 1
                                ? "On Java %d: %,d operation, answered after %d ms"
                                : "On Java %d: %,d operations at once, each answered after %d ms",
                        jdk.feature(),
                        number,
                        DELAY))
                .times(OURS + ": all done", walls.get(OURS), "ms", limit, delay);
        if (number >= 1_000) {
            table.ratioAtMost(!jdk.waitsOnVirtualThreads() ? 1.2 * number / MAX_THREADS : number == 1_000 ? 1.3 : 4);
        }
        return table.times(THREADS + ": all done", walls.get(THREADS), "ms", limit, delay)
                .row(OURS + ": threads at the peak", Samples.of(ours.threads()), "")
                .figureAtMost(jdk.waitsOnVirtualThreads() ? 16 : MAX_THREADS)
                .row(THREADS + ": threads at the peak", Samples.of(threads.threads()), "")
                .row(OURS + ": heap for each that waits", Samples.of(ours.heap()), "kB")
                .figureAtMost(25)
                .row(THREADS + ": heap for each that waits", Samples.of(threads.heap()), "kB");
    }

    /** The difference to before: threads until all are answered, and kB of heap per operation before. */
    private record Held(double threads, double heap) {}

    /** In a program with only one open connection so far. */
    private static Held held(Jdk jdk, Acme acme, String how, int number) throws Exception {
        try (ClientProcess client = client(jdk, acme)) {
            for (int i = 0; i < 20; i++) {
                client.ask("time", how, 1);
            }
            double before = client.ask("heap");
            CompletableFuture<Void> signal = new CompletableFuture<>();
            Semaphore arrived = new Semaphore(0);
            acme.bitbucket.misbehave(request -> {
                arrived.release();
                return Fault.hold(signal);
            });
            client.ask("begin", how, number);
            // If each request in flight holds a thread, the others wait in the client.
            boolean all = jdk.waitsOnVirtualThreads() || how.equals("threads");
            arrived.acquire(all ? number : Math.min(number, SENT_AT_ONCE));
            double heap = client.ask("heap") - before;
            signal.complete(null);
            double threads = client.ask("end");
            return new Held(threads, heap / number);
        } finally {
            acme.bitbucket.misbehave(request -> Fault.none());
            answerAtOnce(acme);
        }
    }
}
