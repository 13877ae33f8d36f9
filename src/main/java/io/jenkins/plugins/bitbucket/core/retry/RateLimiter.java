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
 * When the requests of one account may be sent. As long as Bitbucket takes them, at once, but not more at the same time
 * than can be risked: all that are under way when it begins to refuse are refused, and nobody tells the limit. Where it
 * answers quickly, a few at a time are enough; where it is slow, a first burst and then the more, the more it has taken
 * without a refusal.
 *
 * <p>Once Bitbucket answers that they are too many, they stand in one queue. After a pause a single one finds out whether
 * Bitbucket takes requests again; the others follow spread out, a little slower than Bitbucket took them before, a little
 * faster with each that it takes, and slower when it refuses again. A minute without a refusal ends that.
 *
 * <p>Bitbucket counts <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/">requests of an
 * account in a rolling hour</a>, and often does not say when it takes the next one.
 */
public final class RateLimiter {

    /** So many are under way at the same time where answers are quick: those few come round often enough. */
    static final int MAX_UNANSWERED_IF_QUICK = 10;

    /** So many where answers are slow, and little is known of how many Bitbucket takes. */
    static final int FIRST_BURST = 50;

    // Of what Bitbucket has taken without a refusal, so large a share is risked at once.
    private static final int BURST_SHARE = 4;
    // Then there are as good as all.
    private static final int MAX_DOUBLINGS = 20;
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(75);
    // One late answer does not make Bitbucket slow; a few in a row do.
    private static final double SLOWER_ANSWER = 1.5;
    // After so long without any answer others are sent all the same.
    private static final long MIN_SILENCE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_PAUSE = TimeUnit.MINUTES.toNanos(1);
    // So long without a refusal, and the limit is forgotten.
    private static final long LIMITED_FOR = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MIN_FIRST_PER_SECOND = 10;
    private static final double MIN_PER_SECOND = 0.5;
    private static final double SLOWER = 0.8;
    private static final double FASTER = 0.05;

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final Deque<CompletableFuture<Permit>> queue = new ArrayDeque<>();
    // When the newest requests were taken, as far back as a second.
    private final Deque<Long> acceptedAt = new ArrayDeque<>();

    private final AtomicInteger serving = new AtomicInteger();

    private int unanswered;
    private long heardAt;
    // How often since then it was silent for long.
    private int silences;
    // How long an answer usually takes; nothing is known at first.
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

    /** @param clock tells the nanoseconds from some moment on */
    RateLimiter(ScheduledExecutorService timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** Leave to send one request, whose fate has to be told. */
    public final class Permit {
        private final CompletableFuture<Permit> wanted;
        private final int pausesBefore = pauses;
        private final long givenAt = clock.getAsLong();
        private boolean over;

        private Permit(CompletableFuture<Permit> wanted) {
            this.wanted = wanted;
        }

        /** Bitbucket took the request, whatever it answered. */
        public void accepted() {
            end(() -> {
                double took = clock.getAsLong() - givenAt;
                usual = usual == 0 ? took : Math.min(took, usual * SLOWER_ANSWER);
                RateLimiter.this.accepted();
            });
        }

        /** Bitbucket answered that there are too many. */
        public void throttled(Optional<Duration> retryAfter) {
            end(() -> RateLimiter.this.throttled(pausesBefore, retryAfter));
        }

        /** Nothing is known of what Bitbucket thinks of it; does nothing after one of the others. */
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

    /** How long nothing will be sent for; zero outside of a pause. */
    public synchronized Duration pause() {
        return limited ? Duration.ofNanos(Math.max(0, pausedUntil - clock.getAsLong())) : Duration.ZERO;
    }

    /** The next permit that is free. Who does not want it any more cancels the future. */
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
        // Not forgotten at once: a full hour gives room to one request now and then.
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
        // Also of a request that was sent before the pause began.
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

    /** Gives the permits that are due, and comes back for the next one. */
    private void serve() {
        // Giving a permit can end it at once, and lead here again: whoever is here already goes on for all.
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
            // A timer is late now and then: that is made up for, but not more than once.
            nextPermitAt = Math.max(nextPermitAt, now - interval) + interval;
        }
        unanswered++;
        return new Permit(queue.remove());
    }

    /** How long to wait for the answers to others at the most. */
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

    /** How many may be under way at the same time; twice as many after each silence. */
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
