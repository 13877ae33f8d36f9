package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * The connection that the commands of one attempt share, as with OpenSSH's {@code ControlMaster}: the second command
 * needs neither a key exchange nor a signature. If a server serves only one command per connection, each command gets a
 * new one.
 */
public final class SharedConnection implements AutoCloseable {

    private final SshServer server;
    private final KeyPair key;
    private final BooleanSupplier over;
    private SshConnection connection;
    private Optional<Prepared> prepared = Optional.empty();

    private record Prepared(Optional<String> text, SshCommand command) {}

    /** @param over whether the attempt has ended, as by its timeout; no command starts from then on */
    public SharedConnection(SshServer server, KeyPair key, BooleanSupplier over) {
        this.server = server;
        this.key = key;
        this.over = over;
    }

    /** The address of the server. */
    public SshHost host() {
        return server.host();
    }

    /** The public key in use. */
    public PublicKey key() {
        return key.getPublic();
    }

    /** Whether a command has run on the current connection. */
    public boolean isUsed() {
        return connection != null;
    }

    /**
     * Starts a command.
     *
     * @param command none for the server's greeting for people
     * @throws IOException if the connection is lost; a {@link BitbucketException} if it can't be opened
     */
    public SshCommand start(Optional<String> command, SshErrorDecoder decoder) throws IOException {
        checkNotOver();
        Optional<SshCommand> ready = takePrepared(command);
        if (ready.isPresent() && hasBegun(ready.get())) {
            return ready.get();
        }
        Optional<SshCommand> next = request(command);
        return next.isPresent() && hasBegun(next.get()) ? next.get() : startAnew(command, decoder);
    }

    /**
     * Starts the next command early, so that there is less to wait for later. If it is not needed after all, it
     * receives and sends nothing, and ends with the connection.
     */
    public void prepare(String command) {
        try {
            prepared = Optional.of(new Prepared(Optional.of(command), connection.prepare(command)));
        } catch (IOException | RuntimeException e) {
            // The command that uses the connection finds out what is wrong with it.
            prepared = Optional.empty();
        }
    }

    private Optional<SshCommand> takePrepared(Optional<String> command) {
        Optional<SshCommand> taken =
                prepared.filter(one -> one.text().equals(command)).map(Prepared::command);
        prepared = Optional.empty();
        return taken;
    }

    /** Starts a command on a new connection, which replaces the current one. */
    public SshCommand startAnew(Optional<String> command, SshErrorDecoder decoder) throws IOException {
        checkNotOver();
        close();
        connection = server.connect(key, decoder, over);
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

    // An interrupt is no proof: who it reached first may have cleared it.
    private void checkNotOver() throws InterruptedIOException {
        if (over.getAsBoolean()) {
            throw new InterruptedIOException();
        }
    }

    /** The words with which the server ended the connection; empty if it has not, or gave none. */
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

    /** False if the server runs no other command on this connection. */
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
