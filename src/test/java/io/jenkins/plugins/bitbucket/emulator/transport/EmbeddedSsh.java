package io.jenkins.plugins.bitbucket.emulator.transport;

import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.SshVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * Bitbucket's SSH server on the loopback interface: the same repositories as over HTTP, for the keys of accounts and
 * the access keys of repositories. Its host key is always a new one.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/set-up-repository-access-keys-on-linux/">access
 *     keys</a>
 */
public final class EmbeddedSsh implements AutoCloseable {

    private static final String USER = "git";
    private static final AttributeKey<SshVisitor> VISITOR = new AttributeKey<>();

    private final Directory directory;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Wire wire;
    private final KeyPair hostKey;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Phaser running = new Phaser(1);
    private final Queue<SshFault> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean versionTwo = true;
    private volatile boolean oneForEachConnection;
    private volatile Consumer<String> beforeCommand = command -> {};
    private volatile Runnable beforeUpdate = () -> {};

    public EmbeddedSsh(Directory directory) {
        this.directory = directory;
        try {
            hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
            server.setHost("127.0.0.1");
            server.setPort(0);
            server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
            server.setPublickeyAuthenticator((user, key, session) -> {
                Optional<SshVisitor> visitor = directory.visitor(key).filter(known -> user.equals(USER));
                visitor.ifPresent(known -> session.setAttribute(VISITOR, known));
                return visitor.isPresent();
            });
            server.setCommandFactory((channel, command) -> {
                commands.add(command);
                if (oneForEachConnection && channel.getChannelId() > 0) {
                    channel.getSession().getIoSession().close(true);
                }
                return new SshGitCommand(this, visitor(channel), command);
            });
            server.setShellFactory(channel -> new Greeting(visitor(channel).greeting()));
            CoreModuleProperties.NIO_WORKERS.set(server, 2);
            CoreModuleProperties.TCP_NODELAY.set(server, true);
            server.setKeyExchangeFactories(fastest(server.getKeyExchangeFactories()));
            server.start();
            wire = new Wire(server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return wire.port();
    }

    /** The fingerprint of the host key, in OpenSSH's format. */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    /** The host key in the format of {@code known_hosts}, without the host. */
    public String publicKey() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    /** The received commands, oldest first. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public int connections() {
        return wire.connections();
    }

    /** The transferred bytes so far, in both directions. */
    public long bytes() {
        return wire.bytes();
    }

    /** Makes the next pushes fail, with one fault each. */
    public void misbehaveOnce(SshFault... next) {
        faults.addAll(List.of(next));
    }

    /** Closes a connection at its second command. */
    public void oneCommandForEachConnection() {
        oneForEachConnection = true;
    }

    /** Called with each command before it runs. */
    public void beforeCommand(Consumer<String> action) {
        beforeCommand = action;
    }

    /** Called when a push has arrived, before a ref moves. */
    public void beforeUpdate(Runnable action) {
        beforeUpdate = action;
    }

    /** Supports only the oldest version of git's protocol. */
    public void withoutVersionTwo() {
        versionTwo = false;
    }

    boolean knowsVersionTwo() {
        return versionTwo;
    }

    void commandBegins(String command) {
        running.register();
        beforeCommand.accept(command);
    }

    void commandEnds() {
        running.arriveAndDeregister();
    }

    void pushArrived() {
        beforeUpdate.run();
    }

    SshFault nextFault() {
        SshFault next = faults.poll();
        return next == null ? SshFault.NONE : next;
    }

    Optional<HostedRepository> repository(String workspace, String slug) {
        return directory.workspace(workspace).flatMap(found -> found.find(slug));
    }

    // Post-quantum algorithms would take most of a test's time.
    private static List<KeyExchangeFactory> fastest(List<KeyExchangeFactory> known) {
        return known.stream()
                .filter(exchange -> exchange.getName().startsWith("curve25519-"))
                .toList();
    }

    private static SshVisitor visitor(ChannelSession channel) {
        return channel.getSession().getAttribute(VISITOR);
    }

    @Override
    public void close() throws IOException {
        wire.close();
        server.stop(true);
        awaitCommands();
    }

    /** Interrupted commands may still write to the repositories. */
    private void awaitCommands() {
        try {
            running.awaitAdvanceInterruptibly(running.arrive(), 10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // If it still writes, the directory can't be deleted, which is reported.
        }
    }

    /** Prints a text, and ends. */
    private static final class Greeting extends AbstractCommandSupport {
        Greeting(String text) {
            super(text, null);
        }

        @Override
        public void run() {
            try {
                getOutputStream().write(getCommand().getBytes());
                getOutputStream().flush();
                onExit(0);
            } catch (IOException e) {
                onExit(1);
            }
        }
    }
}
