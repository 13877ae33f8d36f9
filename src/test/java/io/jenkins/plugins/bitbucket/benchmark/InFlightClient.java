package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Reads the repository so many times at once, and answers how long that took, or the heap in use. */
final class InFlightClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int threadsBefore = THREADS.getThreadCount();
    private final BitbucketCloud cloud;
    private final ApiCredential credential;
    private final BareOkHttp okHttp;
    private final String repository;
    private CompletableFuture<Void> underWay;

    private InFlightClient(String apiUrl, String token) {
        cloud = BitbucketCloud.at(URI.create(apiUrl), LIMIT, LIMIT);
        credential = Acme.credential(token);
        okHttp = new BareOkHttp(Acme.authorization(Acme.EMAIL, token));
        repository = apiUrl + "/repositories/acme/infra";
    }

    public static void main(String[] arguments) throws Exception {
        ClientProcess.obey(new InFlightClient(arguments[0], System.getenv("TOKEN"))::obey);
    }

    private double obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "time" -> Rounds.milliseconds(() -> all(words[1], words[2]).join());
            case "heap" -> ClientProcess.heap();
            case "begin" -> begin(words[1], words[2]);
            case "end" -> end();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private CompletableFuture<Void> all(String how, String number) {
        return CompletableFuture.allOf(IntStream.range(0, Integer.parseInt(number))
                .mapToObj(i -> how.equals("ours") ? ours() : thread())
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<?> ours() {
        return cloud.as(credential, RetryPolicy.of(LIMIT, wait -> {}))
                .repository(Acme.INFRA)
                .get();
    }

    private CompletableFuture<?> thread() {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        answer.complete(okHttp.get(repository));
                    } catch (IOException e) {
                        answer.completeExceptionally(e);
                    }
                })
                .start();
        return answer;
    }

    private double begin(String how, String number) {
        THREADS.resetPeakThreadCount();
        underWay = all(how, number);
        return 0;
    }

    /** The number of threads in addition to those before the first operation. */
    private double end() {
        underWay.join();
        underWay = null;
        return THREADS.getPeakThreadCount() - threadsBefore;
    }
}
