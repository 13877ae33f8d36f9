package io.jenkins.plugins.bitbucket.emulator.rest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A number of requests per time for each caller, all of which can come at once. Bitbucket counts by account, not by API
 * token; documented, with limits per hour.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/">request limits</a>
 */
public final class RateLimit {

    static final RateLimit NONE = new RateLimit(Integer.MAX_VALUE, Duration.ofSeconds(1));

    private final int requests;
    private final double perNano;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    public RateLimit(int requests, Duration time) {
        this.requests = requests;
        this.perNano = requests / (double) time.toNanos();
    }

    boolean admits(Supplier<String> caller) {
        return this == NONE
                || buckets.computeIfAbsent(caller.get(), any -> new Bucket()).admits();
    }

    /** Holds a permit for each remaining request, and refills over time. */
    private final class Bucket {
        private double permits = requests;
        private long filledAt = System.nanoTime();

        synchronized boolean admits() {
            long now = System.nanoTime();
            permits = Math.min(requests, permits + perNano * (now - filledAt));
            filledAt = now;
            if (permits < 1) {
                return false;
            }
            permits--;
            return true;
        }
    }
}
