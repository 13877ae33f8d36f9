package io.jenkins.plugins.bitbucket.core.retry;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Few threads, which keep no program from ending, and end themselves when there is nothing to do. */
public final class DaemonExecutors {

    private static final int IDLE_SECONDS = 10;
    private static final int FIRST_WITHOUT_PINNING = 24;

    private DaemonExecutors() {}

    /** At most {@code count} threads; further work waits in a queue. */
    public static ExecutorService threads(int count, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * For work that waits for others: a virtual thread for each piece where that costs no other thread while it waits,
     * and at most {@code count} threads elsewhere, where further work waits in a queue.
     */
    public static ExecutorService waiting(int count, String name) {
        // In Java 21 to 23 a virtual thread that waits within synchronized code, as OkHttp's of HTTP/2 is, keeps the
        // one
        // that carries it, of which there are few: https://openjdk.org/jeps/491
        if (Runtime.version().feature() >= FIRST_WITHOUT_PINNING) {
            try {
                // The byte code is that of Java 17.
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return threads(count, name);
    }

    /** One thread for what is to happen later; what runs on it must not wait. */
    public static ScheduledExecutorService timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons(name));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
