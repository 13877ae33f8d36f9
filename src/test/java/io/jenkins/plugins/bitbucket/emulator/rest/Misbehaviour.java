package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** The failure of the next request: first the faults of the queue, then those of the limit and the plan. */
public final class Misbehaviour {

    private final Queue<Fault> queue = new ConcurrentLinkedQueue<>();
    private volatile Function<ServerRequest, Fault> plan = request -> Fault.none();
    private volatile RateLimit limit = RateLimit.NONE;
    private volatile Duration delay = Duration.ZERO;

    public void once(List<Fault> faults) {
        queue.addAll(faults);
    }

    public void plan(Function<ServerRequest, Fault> plan) {
        this.plan = plan;
    }

    public void limit(RateLimit limit) {
        this.limit = limit;
    }

    public void delay(Duration delay) {
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }

    /** @param caller whose limit applies */
    Fault next(ServerRequest request, Supplier<String> caller) {
        Fault queued = queue.poll();
        if (queued != null) {
            return queued;
        }
        return limit.admits(caller) ? plan.apply(request) : Fault.rateLimited();
    }
}
