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
     * Starts a command.
     *
     * @param command none for the greeting that the server has for people
     * @throws IOException if the server opens no session for it, or the connection broke
     */
    SshCommand start(Optional<String> command) throws IOException {
        return SshCommand.start(session, command);
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
