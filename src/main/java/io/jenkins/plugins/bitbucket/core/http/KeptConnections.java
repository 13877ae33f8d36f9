package io.jenkins.plugins.bitbucket.core.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;

/**
 * The connections that are kept for further requests. OkHttp does not notice that an idle connection of HTTP/1.1 was
 * closed by the server: once that has happened, none is kept for a while.
 */
final class KeptConnections {

    // Before a server or a firewall closes an idle connection, most of which take a minute or more.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);
    private static final long DISTRUST = TimeUnit.MINUTES.toNanos(10);

    private final ConnectionPool pool = new ConnectionPool(Integer.MAX_VALUE, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
    private volatile boolean distrusted;
    private volatile long distrustedAt;

    ConnectionPool pool() {
        return pool;
    }

    /** A connection that was kept turned out to be closed. */
    void foundClosed() {
        distrustedAt = System.nanoTime();
        distrusted = true;
        pool.evictAll();
    }

    /** An answer was read to its end. */
    void answered() {
        if (distrusted) {
            distrusted = System.nanoTime() - distrustedAt < DISTRUST;
            pool.evictAll();
        }
    }
}
