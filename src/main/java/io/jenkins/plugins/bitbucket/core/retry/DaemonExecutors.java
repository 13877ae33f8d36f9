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

    /** Whether a virtual thread that blocks never pins the platform thread that carries it. */
    public static boolean virtualThreadsDoNotPin() {
        // In Java 21 to 23, blocking in synchronized code pins, as OkHttp does for HTTP/2: https://openjdk.org/jeps/491
        return Runtime.version().feature() >= FIRST_WITHOUT_PINNING;
    }

    /**
     * For tasks that block: a virtual thread each if {@link #virtualThreadsDoNotPin}, otherwise a platform thread each.
     * The caller limits the number of tasks.
     */
    public static ExecutorService waiting(String name) {
        if (virtualThreadsDoNotPin()) {
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
