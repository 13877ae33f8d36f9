package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSession;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/** A command that runs on the server, and the connection that it has for itself. */
public final class SshCommand implements AutoCloseable {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration OPENING = Duration.ofSeconds(30);

    private final SshClient client;
    private final ClientSession session;
    private final ChannelSession channel;
    private final FirstBytes errors = new FirstBytes();

    private SshCommand(SshClient client, ClientSession session, ChannelSession channel) {
        this.client = client;
        this.session = session;
        this.channel = channel;
    }

    static SshCommand start(SshClient client, ClientSession session, Optional<String> text) throws IOException {
        ChannelSession channel = text.isPresent() ? session.createExecChannel(text.get()) : shell(session);
        SshCommand command = new SshCommand(client, session, channel);
        if (text.isPresent()) {
            // Asks git for version 2 of its protocol; a server that does not know of it takes no notice.
            channel.setEnv("GIT_PROTOCOL", "version=2");
        }
        channel.setErr(command.errors);
        channel.open().verify(OPENING);
        return command;
    }

    private static ChannelSession shell(ClientSession session) throws IOException {
        ChannelShell shell = session.createShellChannel(null, Map.of());
        shell.setUsePty(false);
        return shell;
    }

    public InputStream output() {
        return channel.getInvertedOut();
    }

    public OutputStream input() {
        return channel.getInvertedIn();
    }

    /** Waits until the command has ended, and gives what it said for people. */
    public String said() {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LAST_WORDS);
        return errors.toString();
    }

    /** What the command ended with; none if it did not end, but the connection did. */
    public Optional<Integer> exitStatus() {
        return Optional.ofNullable(channel.getExitStatus());
    }

    @Override
    public void close() {
        try {
            // The client's threads end after the last of them has seen that the connection is gone.
            session.close(true).await(LAST_WORDS);
        } catch (IOException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            client.close(true);
        }
    }

    /** Keeps the beginning of what is written to it, enough for a message. */
    private static final class FirstBytes extends OutputStream {
        private static final int MOST = 8 * 1024;
        private final byte[] bytes = new byte[MOST];
        private int length;

        @Override
        public synchronized void write(int b) {
            if (length < MOST) {
                bytes[length++] = (byte) b;
            }
        }

        @Override
        public synchronized String toString() {
            return new String(bytes, 0, length, UTF_8).strip();
        }
    }
}
