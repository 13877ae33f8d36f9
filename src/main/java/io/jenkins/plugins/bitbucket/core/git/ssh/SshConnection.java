package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;

/** An authenticated connection to the server, and its threads. */
final class SshConnection implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final SshHost host;
    private final SshClient client;
    private final ClientSession session;
    private final SessionRecord record;

    SshConnection(SshHost host, SshClient client, ClientSession session, SessionRecord record) {
        this.host = host;
        this.client = client;
        this.session = session;
        this.record = record;
    }

    SshHost host() {
        return host;
    }

    /**
     * Requests a command, without waiting for it to start.
     *
     * @param command none for the server's greeting for people
     */
    SshCommand request(Optional<String> command) throws IOException {
        return SshCommand.request(session, command);
    }

    /** Requests a command, and buffers its output until it is wanted. */
    SshCommand prepare(String command) throws IOException {
        return SshCommand.prepare(session, command);
    }

    /** The words with which the server ended the connection; empty if it has not, or gave none. */
    String farewell() {
        return record.farewell();
    }

    @Override
    public void close() {
        close(client, session);
    }

    /**
     * Closes a connection, then the threads. The threads must be idle by then, or the library complains on the standard
     * error stream.
     *
     * @param session {@code null} if there is none yet
     */
    static void close(SshClient client, ClientSession session) {
        if (session != null) {
            boolean interrupted = Thread.interrupted();
            try {
                session.close(true).await(CLOSING);
            } catch (IOException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        client.close(true);
    }
}
