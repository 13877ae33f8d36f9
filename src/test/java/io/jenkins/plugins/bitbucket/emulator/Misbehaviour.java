package io.jenkins.plugins.bitbucket.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What goes wrong with the next request: the faults of the queue first, then those of the limit and of the plan. */
final class Misbehaviour {

    private final Queue<Fault> queue = new ConcurrentLinkedQueue<>();
    private volatile Function<Request, Fault> plan = request -> Fault.none();
    private volatile RateLimit limit = RateLimit.NONE;
    private volatile Duration delay = Duration.ZERO;

    void once(List<Fault> faults) {
        queue.addAll(faults);
    }

    void plan(Function<Request, Fault> plan) {
        this.plan = plan;
    }

    void limit(RateLimit limit) {
        this.limit = limit;
    }

    void delay(Duration delay) {
        this.delay = delay;
    }

    Duration delay() {
        return delay;
    }

    Fault next(Request request) {
        Fault queued = queue.poll();
        if (queued != null) {
            return queued;
        }
        return limit.admits() ? plan.apply(request) : Fault.rateLimited();
    }
}
