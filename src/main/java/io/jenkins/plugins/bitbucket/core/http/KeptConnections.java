package io.jenkins.plugins.bitbucket.core.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;

/**
 * The connections kept for further requests. OkHttp does not notice when a server closes an idle HTTP/1.1 connection;
 * after that has happened, no connections are kept for a while.
 */
final class KeptConnections {

    // Shorter than the idle timeout of most servers and firewalls, which is a minute or more.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);
    private static final long DISTRUST = TimeUnit.MINUTES.toNanos(10);

    private final ConnectionPool pool = new ConnectionPool(Integer.MAX_VALUE, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
    private volatile boolean distrusted;
    private volatile long distrustedAt;

    ConnectionPool pool() {
        return pool;
    }

    /** A kept connection turned out to be closed. */
    void foundClosed() {
        distrustedAt = System.nanoTime();
        distrusted = true;
        pool.evictAll();
    }

    /** A response was read to its end. */
    void answered() {
        if (distrusted) {
            distrusted = System.nanoTime() - distrustedAt < DISTRUST;
            pool.evictAll();
        }
    }
}
