package io.jenkins.plugins.bitbucket.core.git.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostAddressesTest {

    private static final Duration TOTAL = Duration.ofSeconds(12);

    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> shares = new ArrayList<>();

    private HostAddresses addresses(int count) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i}));
        }
        return new HostAddresses(all, TOTAL, clock::get);
    }

    private InetAddress silent(InetAddress address, Duration atMost) throws IOException {
        shares.add(atMost);
        clock.addAndGet(atMost.toNanos());
        throw new IOException(address.getHostAddress() + " is silent");
    }

    private InetAddress refusing(InetAddress address, Duration atMost) throws IOException {
        shares.add(atMost);
        throw new IOException(address.getHostAddress() + " refuses");
    }

    @Test
    void shareTheTimeIfTheyAreSilent() {
        assertThatThrownBy(() -> addresses(3).connect(this::silent))
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1 is silent");
        assertThat(shares).containsOnly(Duration.ofSeconds(4)).hasSize(3);
        assertThat(clock).hasValue(TOTAL.toNanos());
    }

    @Test
    void leaveTheirTimeToTheOthersIfTheyRefuse() {
        assertThatThrownBy(() -> addresses(3).connect(this::refusing)).hasMessage("127.0.0.1 refuses");
        assertThat(shares).containsExactly(Duration.ofSeconds(4), Duration.ofSeconds(6), TOTAL);
    }

    @Test
    void areTriedUntilOneAccepts() throws Exception {
        InetAddress accepting =
                addresses(3).connect((address, atMost) -> shares.isEmpty() ? silent(address, atMost) : address);

        assertThat(accepting).hasToString("/127.0.0.2");
    }

    @Test
    void areTriedNoMoreOnceTheThreadIsInterrupted() {
        assertThatThrownBy(() -> addresses(3).connect((address, atMost) -> {
                    shares.add(atMost);
                    throw new InterruptedIOException();
                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(shares).hasSize(1);
    }
}
