package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every operation with every fault of the embedded Bitbucket, at random requests. Whatever happens, Bitbucket has the
 * branch or the pull request once, and the caller gets the correct result or one clear error. {@code
 * -Dfaults.seeds=200} runs more of them.
 */
@Tag("exhaustive")
class FaultMatrixTest {

    private static final int SEEDS = Integer.getInteger("faults.seeds", 5);
    private static final int AT_THE_SAME_TIME = 24;

    @AutoClose
    private final Acme acme = new Acme();

    private final FaultyReviewers reviewers = new FaultyReviewers(acme);

    private final BitbucketCloud bitbucket = acme.answeringWithin(Duration.ofSeconds(20));

    /** Transient faults, by name: before the work, after it, and while the response is read. */
    private static Map<String, Supplier<Fault>> transientFaults() {
        Map<String, Supplier<Fault>> faults = new LinkedHashMap<>();
        faults.put("late", () -> Fault.delay(Duration.ofMillis(20)));
        faults.put("connection lost before the work", Fault::dropBefore);
        faults.put("connection lost after the work", Fault::dropAfter);
        faults.put("answer cut short", Fault::cutShort);
        for (int status : new int[] {500, 502, 503, 504, 555}) {
            faults.put(status + " before the work", () -> Fault.status(status));
            faults.put(status + " after the work", () -> Fault.statusAfter(status));
        }
        faults.put("unavailable, with Retry-After", () -> Fault.unavailable(Duration.ZERO));
        faults.put("rate limited", Fault::rateLimited);
        faults.put("rate limited, with seconds", () -> Fault.rateLimited(Duration.ZERO));
        faults.put("rate limited, with a date", () -> Fault.rateLimitedUntil(Instant.now()));
        return faults;
    }

    /** Faults that cause no further read; what was done still counts. */
    private static Map<String, Supplier<Fault>> lasting() {
        return Map.of(
                "no body",
                Fault::emptyBody,
                "body that ends in the middle",
                Fault::cutBody,
                "web page",
                Fault::html,
                "other JSON",
                () -> Fault.answer(200, "application/json", "[]"),
                "too long",
                () -> Fault.huge(5_000_000));
    }

    private List<FaultyRun> runs() {
        List<FaultyRun> runs = new ArrayList<>();
        for (FaultCase<?> faultCase : FaultCase.table()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                transientFaults().forEach((name, fault) -> runs.add(run(faultCase, name, true, fault, runs.size())));
                lasting().forEach((name, fault) -> runs.add(run(faultCase, name, false, fault, runs.size())));
            }
        }
        return runs;
    }

    private FaultyRun run(FaultCase<?> faultCase, String fault, boolean passes, Supplier<Fault> next, int number) {
        return new FaultyRun(acme, bitbucket, reviewers, faultCase, fault, passes, next, number);
    }

    @Test
    void nothingIsLostOrDoneTwice() throws Exception {
        List<FaultyRun> runs = runs();
        Map<String, FaultyRun> byLogin = new LinkedHashMap<>();
        runs.forEach(run -> byLogin.put(run.authorization(), run));
        acme.bitbucket.misbehave(request -> Optional.ofNullable(
                        byLogin.get(request.header("Authorization").orElseThrow()))
                .map(FaultyRun::next)
                .orElse(Fault.none()));

        ExecutorService threads = Executors.newFixedThreadPool(AT_THE_SAME_TIME);
        List<String> complaints = new ArrayList<>();
        try {
            for (Future<List<String>> run : threads.invokeAll(runs.stream()
                    .map(run -> (Callable<List<String>>) run::complaints)
                    .toList())) {
                complaints.addAll(run.get());
            }
        } finally {
            threads.shutdownNow();
        }

        Figures.write(
                "Fault matrix",
                runs.size() + " runs, "
                        + runs.stream().mapToInt(FaultyRun::faultsMade).sum() + " faults made, "
                        + of(complaints, FaultyRun.TWICE) + " duplicates, " + of(complaints, FaultyRun.LOST) + " lost, "
                        + of(complaints, FaultyRun.WRONG) + " wrong results, "
                        + of(complaints, FaultyRun.REVIEWER_LOST) + " reviewers lost");
        assertThat(complaints).isEmpty();
        assertThat(acme.bitbucket.unansweredRequests()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("Bitbucket Cloud at ")
                        && name.endsWith(acme.bitbucket.apiUrl().getAuthority()))
                .hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void everyUseCaseIsInTheMatrix() {
        assertThat(FaultCase.table()).<Class<?>>extracting(FaultCase::useCase).containsAll(UseCases.overRest());
    }

    private static long of(List<String> complaints, String kind) {
        return complaints.stream()
                .filter(complaint -> complaint.startsWith(kind))
                .count();
    }
}
