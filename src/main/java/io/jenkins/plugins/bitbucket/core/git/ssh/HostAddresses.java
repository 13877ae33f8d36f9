package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** The addresses of a host, not all of which need to be reachable, and one time for all of them. */
final class HostAddresses {

    private final List<InetAddress> addresses;
    private final Duration timeout;
    private final LongSupplier clock;

    /**
     * @param addresses at least one
     * @param timeout the time for all of them
     * @param clock returns nanoseconds since an arbitrary moment
     */
    HostAddresses(List<InetAddress> addresses, Duration timeout, LongSupplier clock) {
        this.addresses = addresses;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Connects to an address, within a time. */
    interface Connect<T> {
        T to(InetAddress address, Duration atMost) throws IOException;
    }

    /**
     * Connects to the first address that accepts. Each gets an equal share of the time that is left, so that the last one
     * is reached in any case.
     *
     * @throws IOException the failure at the first address
     */
    <T> T connect(Connect<T> connect) throws IOException {
        long end = clock.getAsLong() + timeout.toNanos();
        IOException first = null;
        for (int i = 0; i < addresses.size(); i++) {
            Duration share = Duration.ofNanos(Math.max(0, end - clock.getAsLong()) / (addresses.size() - i));
            try {
                return connect.to(addresses.get(i), share);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }
}
