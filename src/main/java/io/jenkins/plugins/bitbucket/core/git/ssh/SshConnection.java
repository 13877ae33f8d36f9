package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;

/** An authenticated connection to the server, and the threads that serve it. */
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
     * Asks the server to run a command, and does not wait for it to begin.
     *
     * @param command none for the greeting that the server has for people
     */
    SshCommand request(Optional<String> command) throws IOException {
        return SshCommand.request(session, command);
    }

    /** Asks the server to run a command, and to keep what it says until that is wanted. */
    SshCommand prepare(String command) throws IOException {
        return SshCommand.prepare(session, command);
    }

    /** With which words the server ended the connection; empty if it has not, or without a word. */
    String farewell() {
        return record.farewell();
    }

    @Override
    public void close() {
        close(client, session);
    }

    /**
     * Ends a connection, and then the threads: those must have nothing left to do when they end, as the library
     * complains on the standard error stream otherwise.
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
