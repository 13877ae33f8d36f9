package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Decides when requests of one account can be sent. While Bitbucket accepts them, they are sent immediately, but the
 * number of concurrent requests is limited: when Bitbucket starts to reject requests, it rejects all that are in
 * flight, and it does not announce the limit. If Bitbucket answers quickly, a few concurrent requests are enough. If it
 * is slow, the limit is a first burst, and grows with the number of accepted requests.
 *
 * <p>After a 429, all requests wait in one queue. After a pause, one request tests whether Bitbucket accepts requests
 * again. The others follow gradually: first slightly slower than Bitbucket accepted them before, faster after each
 * accepted request, and slower after each rejection. This ends after a minute without a rejection.
 *
 * <p>Bitbucket counts <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/">requests of an
 * account in a rolling hour</a>, and often does not say when it accepts the next one.
 */
public final class RateLimiter {

    /** The concurrent requests if answers are quick; the few permits are then returned fast enough. */
    static final int MAX_UNANSWERED_IF_QUICK = 10;

    /** The concurrent requests if answers are slow, and Bitbucket has accepted few so far. */
    static final int FIRST_BURST = 50;

    // The share of the accepted requests since the last rejection that may be in flight.
    private static final int BURST_SHARE = 4;
    // Effectively unlimited.
    private static final int MAX_DOUBLINGS = 20;
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(75);
    // One late answer does not make Bitbucket slow; several in a row do.
    private static final double SLOWER_ANSWER = 1.5;
    // After this time without any answer, further requests are sent anyway.
    private static final long MIN_SILENCE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_PAUSE = TimeUnit.MINUTES.toNanos(1);
    // After this time without a rejection, the limit is forgotten.
    private static final long LIMITED_FOR = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MIN_FIRST_PER_SECOND = 10;
    private static final double MIN_PER_SECOND = 0.5;
    private static final double SLOWER = 0.8;
    private static final double FASTER = 0.05;

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final Deque<CompletableFuture<Permit>> queue = new ArrayDeque<>();
    // When the newest requests were accepted, within the last second.
    private final Deque<Long> acceptedAt = new ArrayDeque<>();

    private final AtomicInteger serving = new AtomicInteger();

    private int unanswered;
    private long heardAt;
    // How many long silences there have been since then.
    private int silences;
    // How long an answer usually takes; unknown at first.
    private double usual;
    private long acceptedInARow;

    private boolean limited;
    private boolean probing;
    private boolean scheduled;
    private long scheduledAt;
    private int pauses;
    private int throttlings;
    private double perSecond;
    private long throttledAt;
    private long pausedUntil;
    private long nextPermitAt;

    public RateLimiter(ScheduledExecutorService timer) {
        this(timer, System::nanoTime);
    }

    /** @param clock returns nanoseconds since an arbitrary moment */
    RateLimiter(ScheduledExecutorService timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** Permission to send one request. Its result must be reported. */
    public final class Permit {
        private final CompletableFuture<Permit> wanted;
        private final int pausesBefore = pauses;
        private final long givenAt = clock.getAsLong();
        private boolean over;

        private Permit(CompletableFuture<Permit> wanted) {
            this.wanted = wanted;
        }

        /** Bitbucket accepted the request, whatever the response. */
        public void accepted() {
            end(() -> {
                double took = clock.getAsLong() - givenAt;
                usual = usual == 0 ? took : Math.min(took, usual * SLOWER_ANSWER);
                RateLimiter.this.accepted();
            });
        }

        /** Bitbucket answered 429. */
        public void throttled(Optional<Duration> retryAfter) {
            end(() -> RateLimiter.this.throttled(pausesBefore, retryAfter));
        }

        /** It is unknown whether Bitbucket accepted the request. Does nothing if another result was reported. */
        public void released() {
            end(() -> probing = false);
        }

        private void end(Runnable fate) {
            synchronized (RateLimiter.this) {
                if (!over) {
                    over = true;
                    unanswered--;
                    heardAt = clock.getAsLong();
                    silences = 0;
                    fate.run();
                }
            }
            serve();
        }
    }

    /** How long no request will be sent; zero outside a pause. */
    public synchronized Duration pause() {
        return limited ? Duration.ofNanos(Math.max(0, pausedUntil - clock.getAsLong())) : Duration.ZERO;
    }

    /** The next free permit. Cancel the future to give it up. */
    public CompletableFuture<Permit> acquire() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        synchronized (this) {
            queue.add(permit);
        }
        serve();
        return permit;
    }

    private void accepted() {
        long now = clock.getAsLong();
        acceptedInARow++;
        acceptedAt.add(now);
        forgetOld(now);
        // Not forgotten immediately: during an exhausted hour, Bitbucket accepts a request now and then.
        throttlings = Math.max(0, throttlings - 1);
        probing = false;
        if (limited) {
            perSecond += FASTER;
            limited = !queue.isEmpty() || now - throttledAt < LIMITED_FOR;
        }
    }

    private void throttled(int pausesBefore, Optional<Duration> retryAfter) {
        long now = clock.getAsLong();
        acceptedInARow = 0;
        if (pausesBefore == pauses) {
            forgetOld(now);
            perSecond = limited
                    ? Math.max(MIN_PER_SECOND, perSecond * SLOWER)
                    : Math.max(MIN_FIRST_PER_SECOND, acceptedAt.size() * SLOWER);
            limited = true;
            probing = false;
            pauses++;
            pausedUntil = now + varied(Math.min(MAX_PAUSE, FIRST_PAUSE << Math.min(throttlings, MAX_DOUBLINGS)));
            throttlings++;
            throttledAt = now;
        }
        // Also after a request that was sent before the pause started.
        retryAfter.ifPresent(wait -> pausedUntil = Math.max(pausedUntil, now + wait.toNanos()));
    }

    private void forgetOld(long now) {
        while (!acceptedAt.isEmpty() && now - acceptedAt.peek() > SECOND) {
            acceptedAt.remove();
        }
    }

    private static long varied(long nanos) {
        return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
    }

    /** Grants the permits that are due, and schedules itself for the next one. */
    private void serve() {
        // Granting a permit can complete it immediately and call this method again; the outer call then continues for
        // all.
        if (serving.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Permit permit = next(); permit != null; permit = next()) {
                if (!permit.wanted.complete(permit)) {
                    permit.released();
                }
            }
        } while (serving.decrementAndGet() > 0);
    }

    private synchronized Permit next() {
        while (!queue.isEmpty() && queue.peek().isDone()) {
            queue.remove();
        }
        if (queue.isEmpty() || probing) {
            return null;
        }
        long now = clock.getAsLong();
        long wait = limited ? Math.max(pausedUntil, nextPermitAt) - now : untilAnswered(now);
        if (wait > 0) {
            comeBack(wait);
            return null;
        }
        if (limited) {
            probing = throttlings > 0;
            long interval = (long) (SECOND / perSecond);
            // A timer is sometimes late. That is compensated, but only once.
            nextPermitAt = Math.max(nextPermitAt, now - interval) + interval;
        }
        unanswered++;
        return new Permit(queue.remove());
    }

    /** The longest wait for the answers to other requests. */
    private long untilAnswered(long now) {
        if (unanswered == 0) {
            heardAt = now;
        }
        if (unanswered >= atOnce()) {
            long wait = heardAt + (long) Math.max(MIN_SILENCE, usual * SLOWER_ANSWER) - now;
            if (wait > 0) {
                return wait;
            }
            usual = Math.max(usual, MIN_SILENCE);
            heardAt = now;
            silences++;
        }
        return 0;
    }

    /** The maximum number of concurrent requests; doubled after each silence. */
    private long atOnce() {
        long burst = usual > QUICK ? Math.max(FIRST_BURST, acceptedInARow / BURST_SHARE) : MAX_UNANSWERED_IF_QUICK;
        return burst << Math.min(silences, MAX_DOUBLINGS);
    }

    private void comeBack(long wait) {
        long at = clock.getAsLong() + wait;
        if (!scheduled || at - scheduledAt < 0) {
            scheduled = true;
            scheduledAt = at;
            timer.schedule(this::serveScheduled, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void serveScheduled() {
        synchronized (this) {
            scheduled = false;
        }
        serve();
    }
}
