package io.jenkins.plugins.bitbucket.api;

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
 * When the requests of one token may be sent. As long as Bitbucket takes them: at once, but where it answers quickly only
 * a few at the same time, as all that are under way when it begins to refuse are refused. Where it is slow, to wait for
 * answers costs more than it saves.
 *
 * <p>Once Bitbucket answers that they are too many, they stand in one queue. After a pause a single one finds out whether
 * Bitbucket takes requests again; the others follow spread out, at the rate that Bitbucket took before, a little faster
 * with each that it takes, and slower when it refuses again. A minute without a refusal ends that.
 *
 * <p>Bitbucket counts <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/">requests of an
 * account in a rolling hour</a>, and often does not say when it takes the next one.
 */
final class Pace {

    static final int FEW = 10;

    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(75);
    private static final long LONGEST_SILENCE = TimeUnit.MILLISECONDS.toNanos(250);
    // One late answer does not make Bitbucket slow; a few in a row do.
    private static final double LATER = 1.5;
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final long CALM = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double FIRST_PER_SECOND = 10;
    private static final double LEAST_PER_SECOND = 0.5;
    private static final double SLOWER = 0.8;
    private static final double FASTER = 0.05;

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final Deque<CompletableFuture<Turn>> queue = new ArrayDeque<>();
    // When the newest requests were taken, as far back as a second.
    private final Deque<Long> taken = new ArrayDeque<>();

    private final AtomicInteger serving = new AtomicInteger();

    private int unanswered;
    private long heardAt;
    // How long an answer usually takes; nothing is known at first.
    private double usual;

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
        this(timer, System::nanoTime);
    }

    /** @param clock tells the nanoseconds from some moment on */
    Pace(ScheduledExecutorService timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** Leave to send one request, whose fate has to be told. */
    final class Turn {
        private final CompletableFuture<Turn> wanted;
        private final int pausesBefore = pauses;
        private final long givenAt = clock.getAsLong();
        private boolean over;

        private Turn(CompletableFuture<Turn> wanted) {
            this.wanted = wanted;
        }

        /** Bitbucket took the request, whatever it answered. */
        void taken() {
            end(() -> {
                double took = clock.getAsLong() - givenAt;
                usual = usual == 0 ? took : Math.min(took, usual * LATER);
                Pace.this.taken();
            });
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
                    unanswered--;
                    heardAt = clock.getAsLong();
                    fate.run();
                }
            }
            serve();
        }
    }

    /** How long nothing will be sent for; zero outside of a pause. */
    synchronized Duration pause() {
        return limited ? Duration.ofNanos(Math.max(0, pausedUntil - clock.getAsLong())) : Duration.ZERO;
    }

    /** The next turn that is free. Who does not want it any more cancels the future. */
    CompletableFuture<Turn> turn() {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        synchronized (this) {
            queue.add(turn);
        }
        serve();
        return turn;
    }

    private void taken() {
        long now = clock.getAsLong();
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
        long now = clock.getAsLong();
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
        // Giving a turn can end it at once, and lead here again: whoever is here already goes on for all.
        if (serving.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Turn turn = next(); turn != null; turn = next()) {
                if (!turn.wanted.complete(turn)) {
                    turn.lost();
                }
            }
        } while (serving.decrementAndGet() > 0);
    }

    private synchronized Turn next() {
        while (!queue.isEmpty() && queue.peek().isDone()) {
            queue.remove();
        }
        if (queue.isEmpty() || probing) {
            return null;
        }
        long now = clock.getAsLong();
        long wait = limited ? Math.max(pausedUntil, nextTurnAt) - now : untilAnswered(now);
        if (wait > 0) {
            comeBack(wait);
            return null;
        }
        if (limited) {
            probing = refusals > 0;
            long interval = (long) (SECOND / perSecond);
            // A timer is late now and then: that is made up for, but not more than once.
            nextTurnAt = Math.max(nextTurnAt, now - interval) + interval;
        }
        unanswered++;
        return new Turn(queue.remove());
    }

    /** How long to wait for the answers to others at the most. */
    private long untilAnswered(long now) {
        if (unanswered == 0) {
            heardAt = now;
        }
        return unanswered < FEW || usual > QUICK ? 0 : heardAt + LONGEST_SILENCE - now;
    }

    private void comeBack(long wait) {
        if (!scheduled) {
            scheduled = true;
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
