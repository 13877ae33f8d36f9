package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * The connection that the commands of one try share, as with OpenSSH's {@code ControlMaster}: the second one costs
 * neither a key exchange nor a signature. A server that serves one command on a connection only gets a new one for each.
 */
public final class SharedConnection implements AutoCloseable {

    private final SshServer server;
    private final KeyPair key;
    private SshConnection connection;
    private Optional<Prepared> prepared = Optional.empty();

    private record Prepared(Optional<String> text, SshCommand command) {}

    public SharedConnection(SshServer server, KeyPair key) {
        this.server = server;
        this.key = key;
    }

    /** Where the server is. */
    public SshHost host() {
        return server.host();
    }

    /** The public half of the key that is used. */
    public PublicKey key() {
        return key.getPublic();
    }

    /** Whether a command has run on the present connection. */
    public boolean isUsed() {
        return connection != null;
    }

    /**
     * Starts a command.
     *
     * @param command none for the greeting that the server has for people
     * @throws IOException if the connection breaks; a {@link BitbucketException} if it can't be made
     */
    public SshCommand start(Optional<String> command, SshErrorDecoder decoder) throws IOException {
        Optional<SshCommand> ready = takePrepared(command);
        if (ready.isPresent() && hasBegun(ready.get())) {
            return ready.get();
        }
        Optional<SshCommand> next = request(command);
        return next.isPresent() && hasBegun(next.get()) ? next.get() : startAnew(command, decoder);
    }

    /**
     * Lets the command that comes after the present one begin, so that there is less to wait for then. One that is not
     * needed after all is told nothing, says nothing, and ends with the connection.
     */
    public void prepare(String command) {
        try {
            prepared = Optional.of(new Prepared(Optional.of(command), connection.prepare(command)));
        } catch (IOException | RuntimeException e) {
            // Whoever uses the connection finds out what is wrong with it.
            prepared = Optional.empty();
        }
    }

    private Optional<SshCommand> takePrepared(Optional<String> command) {
        Optional<SshCommand> taken =
                prepared.filter(one -> one.text().equals(command)).map(Prepared::command);
        prepared = Optional.empty();
        return taken;
    }

    /** Starts a command on a new connection, which takes the place of the present one. */
    public SshCommand startAnew(Optional<String> command, SshErrorDecoder decoder) throws IOException {
        close();
        connection = server.connect(key, decoder);
        try {
            return connection.request(command).begun();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            Optional<SshChannelOpenException> refusal = ConnectFailure.cause(e, SshChannelOpenException.class);
            String peer = Sentences.of("Network.Host", connection.host());
            throw refusal.isPresent()
                    ? decoder.closed(
                            Sentences.of("Ssh.NoSession", peer, refusal.get().getMessage()), e)
                    : decoder.lost(Sentences.of("Ssh.Broken"), false, e);
        }
    }

    /** With which words the server ended the connection; empty if it has not, or without a word. */
    public String farewell() {
        return connection == null ? "" : connection.farewell();
    }

    /** None if there is no connection any more. */
    private Optional<SshCommand> request(Optional<String> command) {
        try {
            return isUsed() ? Optional.of(connection.request(command)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Not so if the server runs no other command on this connection. */
    private static boolean hasBegun(SshCommand requested) throws IOException {
        try {
            requested.begun();
            return true;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        prepared = Optional.empty();
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
