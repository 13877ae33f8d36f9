package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelSession;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;

/** A command on the server. */
public final class SshCommand implements AutoCloseable {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration OPENING = Duration.ofSeconds(30);

    private final ChannelSession channel;
    private final FirstBytes errors = new FirstBytes();
    private final FirstBytes answer = new FirstBytes();
    private final CountDownLatch end = new CountDownLatch(1);
    private final OpenFuture opening;
    private long heldBack;

    private SshCommand(ChannelSession channel, long heldBack) throws IOException {
        this.channel = channel;
        this.heldBack = heldBack;
        channel.addCloseFutureListener(closed -> end.countDown());
        channel.setErr(errors);
        // The window size that is announced to the server.
        channel.getLocalWindow().consume(heldBack);
        opening = channel.open();
    }

    /** Requests a command, without waiting for it to start; without text, the server's greeting for people. */
    static SshCommand request(ClientSession session, Optional<String> text) throws IOException {
        return new SshCommand(text.isPresent() ? exec(session, text.get()) : shell(session), 0);
    }

    /** Requests a command, and buffers its output until {@link #begun}. */
    static SshCommand prepare(ClientSession session, String text) throws IOException {
        ChannelSession channel = exec(session, text);
        return new SshCommand(channel, channel.getLocalWindow().getSize());
    }

    /**
     * Waits until the command has started, which is required before anything else.
     *
     * @throws IOException if the server opens no session for it, or the connection is lost
     */
    SshCommand begun() throws IOException {
        opening.verify(OPENING);
        channel.getLocalWindow().release(heldBack);
        heldBack = 0;
        return this;
    }

    private static ChannelSession exec(ClientSession session, String text) throws IOException {
        ChannelSession channel = session.createExecChannel(text);
        // Requests version 2 of git's protocol; an older server ignores it.
        channel.setEnv("GIT_PROTOCOL", "version=2");
        return channel;
    }

    private static ChannelSession shell(ClientSession session) throws IOException {
        ChannelShell shell = session.createShellChannel(null, Map.of());
        shell.setUsePty(false);
        return shell;
    }

    public InputStream output() {
        return new FilterInputStream(channel.getInvertedOut()) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                if (b >= 0) {
                    answer.write(b);
                }
                return b;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int count = super.read(bytes, from, length);
                if (count > 0) {
                    answer.write(bytes, from, count);
                }
                return count;
            }
        };
    }

    public OutputStream input() {
        return channel.getInvertedIn();
    }

    /** The start of its output: what was read, and what else has arrived. */
    public String beginning() {
        try (InputStream rest = output()) {
            // The library's stream returns -1 at its end.
            rest.readNBytes(Math.max(0, Math.min(rest.available(), FirstBytes.MAX_LENGTH)));
        } catch (IOException e) {
            // What arrived before the connection was lost is reported.
        }
        return answer.toString();
    }

    /**
     * Waits until the command has ended: git's hooks run after its last output, and only while the connection is open.
     */
    public void awaitEnd(Duration atMost) throws IOException {
        try {
            end.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Waits briefly until the command has ended, and returns its text for people. */
    public String said() throws IOException {
        awaitEnd(LAST_WORDS);
        return errors.toString();
    }

    /** The exit status of the command; none if the connection ended first. */
    public Optional<Integer> exitStatus() {
        return Optional.ofNullable(channel.getExitStatus());
    }

    /** Abandons the command; the connection stays open. */
    @Override
    public void close() {
        channel.close(false);
    }

    /** Keeps the start of what is written to it, enough for a message. */
    private static final class FirstBytes extends OutputStream {
        private static final int MAX_LENGTH = 8 * 1024;
        private final byte[] bytes = new byte[MAX_LENGTH];
        private int length;

        @Override
        public synchronized void write(int b) {
            if (length < MAX_LENGTH) {
                bytes[length++] = (byte) b;
            }
        }

        @Override
        public synchronized String toString() {
            return new String(bytes, 0, length, UTF_8).strip();
        }
    }
}
