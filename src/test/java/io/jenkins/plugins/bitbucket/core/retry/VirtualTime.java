package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer without a thread, and its clock, which moves from one task to the next. */
final class VirtualTime extends ScheduledThreadPoolExecutor {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.at).thenComparingLong(task -> task.number));
    private long now = 1;
    private long scheduled;

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long at;
        private final long number = scheduled++;

        Task(Runnable work, long at) {
            super(work, null);
            this.at = at;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    VirtualTime() {
        super(0);
    }

    /** The clock: nanoseconds since an arbitrary moment. */
    long nanos() {
        return now;
    }

    /** How many tasks have been scheduled so far. */
    long scheduled() {
        return scheduled;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        Task task = new Task(work, now + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    /**
     * Moves to the next task that was not cancelled, and runs it.
     *
     * @return whether there was one
     */
    boolean runNext() {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            if (!task.isCancelled()) {
                now = Math.max(now, task.at);
                task.run();
                return true;
            }
        }
        return false;
    }
}
