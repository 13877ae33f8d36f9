package io.jenkins.plugins.bitbucket.core.retry;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors with few threads, which don't prevent the program from ending, and stop when idle. */
public final class DaemonExecutors {

    private static final int IDLE_SECONDS = 10;
    private static final int FIRST_WITHOUT_PINNING = 24;

    private DaemonExecutors() {}

    /** At most {@code count} threads; further tasks wait in a queue. */
    public static ExecutorService threads(int count, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Whether a virtual thread that waits costs no other thread meanwhile. */
    public static boolean virtualThreadsWaitForFree() {
        // In Java 21 to 23 one that waits within synchronized code, as OkHttp's of HTTP/2 is, keeps the one that
        // carries
        // it, of which there are few: https://openjdk.org/jeps/491
        return Runtime.version().feature() >= FIRST_WITHOUT_PINNING;
    }

    /**
     * For work that waits for others: a thread for each piece, a virtual one if {@link #virtualThreadsWaitForFree}, else
     * the one that was free last. It is for those who give the work to bound it.
     */
    public static ExecutorService waiting(String name) {
        if (virtualThreadsWaitForFree()) {
            try {
                // The bytecode is for Java 17.
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons(name));
    }

    /** One thread for scheduled tasks, which must not block. */
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
