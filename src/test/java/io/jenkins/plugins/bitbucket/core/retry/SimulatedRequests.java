package io.jenkins.plugins.bitbucket.core.retry;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Many requests at once to a server with a limit, in a time that passes as fast as it is computed. */
final class SimulatedRequests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Event(long at, long number, Runnable work) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final RateLimiter rateLimiter = new RateLimiter(new VirtualTimer(), this::now);
    private final long answerNanos;
    private final double perSecond;
    private long now;
    private long scheduled;
    private double tokens;
    private long filledAt;
    private int accepted;
    private int refused;

    /** Tells the limiter of the same time, and runs what it schedules in it. */
    private final class VirtualTimer extends ScheduledThreadPoolExecutor {
        VirtualTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            in(unit.toNanos(delay), work);
            return null;
        }
    }

    /**
     * @param answerMillis how long each answer takes
     * @param perSecond how many requests the server takes in a second, and as many at first
     */
    SimulatedRequests(long answerMillis, double perSecond) {
        this.answerNanos = TimeUnit.MILLISECONDS.toNanos(answerMillis);
        this.perSecond = perSecond;
        this.tokens = perSecond;
    }

    private long now() {
        return now;
    }

    private void in(long nanos, Runnable work) {
        events.add(new Event(now + nanos, scheduled++, work));
    }

    /** Sends one after the other; none counts. */
    SimulatedRequests after(int requests) {
        for (int i = 0; i < requests; i++) {
            run(1);
            now += SECOND;
        }
        return forgetting();
    }

    /** Sends so many at once, none of which counts. */
    SimulatedRequests afterBurst(int requests) {
        run(requests);
        now += SECOND;
        return forgetting();
    }

    private SimulatedRequests forgetting() {
        accepted = 0;
        refused = 0;
        tokens = perSecond;
        filledAt = now;
        return this;
    }

    /** Sends so many at once, each until it is taken, and says how many seconds that takes. */
    double run(int requests) {
        long begin = now;
        int all = accepted + requests;
        for (int i = 0; i < requests; i++) {
            in(0, this::send);
        }
        while (accepted < all) {
            Event next = events.remove();
            now = next.at();
            next.work().run();
        }
        return (now - begin) / (double) SECOND;
    }

    /** The share of the requests that was refused. */
    double wasted() {
        return refused / (double) (accepted + refused);
    }

    private void send() {
        rateLimiter.acquire().thenAccept(permit -> {
            boolean taken = takes();
            // Answers do not come at the very same moment.
            in(answerNanos + scheduled % 100 * 10_000, () -> {
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
        tokens = Math.min(perSecond, tokens + perSecond * (now - filledAt) / SECOND);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
