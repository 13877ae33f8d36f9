package io.jenkins.plugins.bitbucket.core.retry;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Many concurrent requests to a server with a limit, in simulated time. */
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

    /** The clock of the limiter, and the executor of its tasks. */
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
     * @param answerMillis how long each response takes
     * @param perSecond how many requests the server accepts per second, and as an initial burst
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

    /** Sends them one after the other; none counts. */
    SimulatedRequests after(int requests) {
        for (int i = 0; i < requests; i++) {
            run(1);
            now += SECOND;
        }
        return forgetting();
    }

    /** Sends them at once; none counts. */
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

    /** Sends them at once, each until it is accepted, and returns how many seconds that takes. */
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

    /** The share of rejected requests. */
    double wasted() {
        return refused / (double) (accepted + refused);
    }

    private void send() {
        rateLimiter.acquire().thenAccept(permit -> {
            boolean taken = takes();
            // Responses do not arrive at exactly the same moment.
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
