package io.jenkins.plugins.bitbucket.api;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When the requests of one token may be sent: at once, until Bitbucket answers that they are too many. From then on they
 * stand in one queue. After a pause a single one finds out whether Bitbucket takes requests again; the others follow
 * spread out, at the rate that Bitbucket took before, a little faster with each that it takes, and slower when it
 * refuses again. A minute without a refusal ends the queue.
 *
 * <p>Bitbucket counts <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/">requests of an
 * account in a rolling hour</a>, and often does not say when it takes the next one.
 */
final class Pace {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final long CALM = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double FIRST_PER_SECOND = 10;
    private static final double LEAST_PER_SECOND = 0.5;
    private static final double SLOWER = 0.8;
    private static final double FASTER = 0.05;

    private final ScheduledExecutorService timer;
    private final Deque<CompletableFuture<Turn>> queue = new ArrayDeque<>();
    // When the newest requests were taken, as far back as a second.
    private final Deque<Long> taken = new ArrayDeque<>();

    private boolean limited;
    private boolean probing;
    private boolean scheduled;
    private int pauses;
    private int refusals;
    private double perSecond;
    private long refusedAt;
    private long pausedUntil;
    private long nextTurnAt;

    Pace(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Leave to send one request, whose fate has to be told. */
    final class Turn {
        private final int pausesBefore = pauses;
        private boolean over;

        /** Bitbucket took the request, whatever it answered. */
        void taken() {
            end(() -> Pace.this.taken());
        }

        /** Bitbucket answered that there are too many. */
        void refused(Optional<Duration> retryAfter) {
            end(() -> Pace.this.refused(pausesBefore, retryAfter));
        }

        /** Nothing is known of what Bitbucket thinks of it; does nothing after one of the others. */
        void lost() {
            end(() -> probing = false);
        }

        private void end(Runnable fate) {
            synchronized (Pace.this) {
                if (!over) {
                    over = true;
                    fate.run();
                }
            }
            serve();
        }
    }

    /** How long nothing will be sent for; zero outside of a pause. */
    synchronized Duration pause() {
        return limited ? Duration.ofNanos(Math.max(0, pausedUntil - System.nanoTime())) : Duration.ZERO;
    }

    /** The next turn that is free. Who does not want it any more cancels the future. */
    CompletableFuture<Turn> turn() {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        synchronized (this) {
            if (!limited) {
                turn.complete(new Turn());
                return turn;
            }
            queue.add(turn);
        }
        serve();
        return turn;
    }

    private void taken() {
        long now = System.nanoTime();
        taken.add(now);
        forgetTaken(now);
        // Not forgotten at once: a full hour gives room to one request now and then.
        refusals = Math.max(0, refusals - 1);
        probing = false;
        if (limited) {
            perSecond += FASTER;
            limited = !queue.isEmpty() || now - refusedAt < CALM;
        }
    }

    private void refused(int pausesBefore, Optional<Duration> retryAfter) {
        long now = System.nanoTime();
        if (pausesBefore == pauses) {
            forgetTaken(now);
            perSecond =
                    limited ? Math.max(LEAST_PER_SECOND, perSecond * SLOWER) : Math.max(FIRST_PER_SECOND, taken.size());
            limited = true;
            probing = false;
            pauses++;
            pausedUntil = now + varied(Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(refusals, 10)));
            refusals++;
            refusedAt = now;
        }
        // Also of a request that was sent before the pause began.
        retryAfter.ifPresent(wait -> pausedUntil = Math.max(pausedUntil, now + wait.toNanos()));
    }

    private void forgetTaken(long now) {
        while (!taken.isEmpty() && now - taken.peek() > SECOND) {
            taken.remove();
        }
    }

    private static long varied(long nanos) {
        return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
    }

    /** Gives the turns that are due, and comes back for the next one. */
    private void serve() {
        for (CompletableFuture<Turn> next = poll(); next != null; next = poll()) {
            Turn turn = new Turn();
            if (!next.complete(turn)) {
                turn.lost();
            }
        }
    }

    private synchronized CompletableFuture<Turn> poll() {
        while (!queue.isEmpty() && queue.peek().isDone()) {
            queue.remove();
        }
        if (queue.isEmpty() || probing || scheduled) {
            return null;
        }
        long now = System.nanoTime();
        long wait = Math.max(pausedUntil, nextTurnAt) - now;
        if (wait > 0) {
            scheduled = true;
            timer.schedule(this::serveScheduled, wait, TimeUnit.NANOSECONDS);
            return null;
        }
        probing = refusals > 0;
        long interval = (long) (SECOND / perSecond);
        // A timer is late now and then: that is made up for, but not more than once.
        nextTurnAt = Math.max(nextTurnAt, now - interval) + interval;
        return queue.remove();
    }

    private void serveScheduled() {
        synchronized (this) {
            scheduled = false;
        }
        serve();
    }
}
