package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Many concurrent requests to a server with a limit, in simulated time. */
final class SimulatedRequests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final VirtualTime time = new VirtualTime();
    private final RateLimiter rateLimiter = new RateLimiter(time, time::nanos);
    private final long answerNanos;
    private final double perSecond;
    private double tokens;
    private long filledAt;
    private int accepted;
    private int refused;

    /**
     * @param answerMillis how long each response takes
     * @param perSecond how many requests the server accepts per second, and as an initial burst
     */
    SimulatedRequests(long answerMillis, double perSecond) {
        this.answerNanos = TimeUnit.MILLISECONDS.toNanos(answerMillis);
        this.perSecond = perSecond;
        this.tokens = perSecond;
    }

    private void in(long nanos, Runnable work) {
        time.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }

    /** Sends them one after the other; none counts. */
    SimulatedRequests after(int requests) {
        for (int i = 0; i < requests; i++) {
            run(1);
            time.pass(Duration.ofSeconds(1));
        }
        return forgetting();
    }

    /** Sends them at once; none counts. */
    SimulatedRequests afterBurst(int requests) {
        run(requests);
        time.pass(Duration.ofSeconds(1));
        return forgetting();
    }

    private SimulatedRequests forgetting() {
        accepted = 0;
        refused = 0;
        tokens = perSecond;
        filledAt = time.nanos();
        return this;
    }

    /** Sends them at once, each until it is accepted, and returns how many seconds that takes. */
    double run(int requests) {
        long begin = time.nanos();
        int all = accepted + requests;
        for (int i = 0; i < requests; i++) {
            in(0, this::send);
        }
        while (accepted < all) {
            time.runNext();
        }
        return (time.nanos() - begin) / (double) SECOND;
    }

    /** The share of rejected requests. */
    double wasted() {
        return refused / (double) (accepted + refused);
    }

    private void send() {
        rateLimiter.acquire().thenAccept(permit -> {
            boolean taken = takes();
            // Responses do not arrive at exactly the same moment.
            in(answerNanos + time.scheduled() % 100 * 10_000, () -> {
                if (taken) {
                    accepted++;
                    permit.accepted();
                } else {
                    refused++;
                    permit.throttled(Optional.empty());
                    in(0, this::send);
                }
            });
        });
    }

    private boolean takes() {
        tokens = Math.min(perSecond, tokens + perSecond * (time.nanos() - filledAt) / SECOND);
        filledAt = time.nanos();
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
