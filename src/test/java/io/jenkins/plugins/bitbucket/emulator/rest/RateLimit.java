package io.jenkins.plugins.bitbucket.emulator.rest;

import java.util.concurrent.TimeUnit;

/** A bucket of tokens, which fills again with time: so many requests a second, and as many at once. */
public final class RateLimit {

    static final RateLimit NONE = new RateLimit(Integer.MAX_VALUE);

    private final int perSecond;
    private double tokens;
    private long filledAt = System.nanoTime();

    public RateLimit(int perSecond) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
    }

    synchronized boolean admits() {
        long now = System.nanoTime();
        double seconds = (now - filledAt) / (double) TimeUnit.SECONDS.toNanos(1);
        tokens = Math.min(perSecond, tokens + perSecond * seconds);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
