package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.KeyRejected;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Connects to Bitbucket's SSH server, with the given key and nothing else: no file of the machine and no agent is asked.
 *
 * @param host where it is
 * @param hostKeys which of its keys are trusted
 * @param connectTimeout how long each of its first answers may take: to the connection, and to the key
 */
public record SshServer(SshHost host, HostKeys hostKeys, Duration connectTimeout) {

    private static final String USER = "git";

    /**
     * Starts a command, on a connection of its own, as git makes one for each.
     *
     * @param command none for the greeting that the server has for people
     * @throws IOException if the connection breaks; a {@link BitbucketException} if it can't be made
     */
    public SshCommand start(Optional<String> command, KeyPair key, SshErrorDecoder attempt) throws IOException {
        AtomicReference<PublicKey> untrusted = new AtomicReference<>();
        SshClient client = client(untrusted);
        try {
            client.start();
            ClientSession session = connect(client, attempt);
            session.addPublicKeyIdentity(key);
            authenticate(session, untrusted, key, attempt);
            return SshCommand.start(client, session, command);
        } catch (IOException | BitbucketException e) {
            client.close(true);
            throw e;
        } catch (RuntimeException e) {
            // The library's word for a connection that is gone by now.
            client.close(true);
            throw new IOException(e);
        }
    }

    private SshClient client(AtomicReference<PublicKey> untrusted) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        client.setServerKeyVerifier((session, address, key) -> {
            boolean trusted = hostKeys.accepts(host.name(), host.port(), key);
            if (!trusted) {
                untrusted.set(key);
            }
            return trusted;
        });
        List<String> known = hostKeys.types(host.name(), host.port());
        client.setSignatureFactories(client.getSignatureFactories().stream()
                .sorted(Comparator.comparing((NamedFactory<Signature> factory) ->
                        !known.contains(KeyUtils.getCanonicalKeyType(factory.getName()))))
                .toList());
        CoreModuleProperties.NIO_WORKERS.set(client, 1);
        // All packets are small here, and none has to wait until the one before it has arrived.
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        return client;
    }

    private ClientSession connect(SshClient client, SshErrorDecoder attempt) {
        try {
            return client.connect(USER, host.name(), host.port())
                    .verify(connectTimeout)
                    .getSession();
        } catch (IOException | RuntimeException e) {
            throw attempt.unreachable(host + " can't be reached (" + why(e) + ")", e);
        }
    }

    private void authenticate(
            ClientSession session, AtomicReference<PublicKey> untrusted, KeyPair key, SshErrorDecoder attempt)
            throws IOException {
        try {
            session.auth().verify(connectTimeout);
        } catch (IOException e) {
            if (untrusted.get() != null) {
                throw attempt.hostUntrusted(host.toString(), HostKeys.fingerprint(untrusted.get()));
            }
            if (e instanceof SshException refused
                    && refused.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                throw rejected(key, attempt);
            }
            if (timedOut(e)) {
                throw attempt.unreachable(
                        host + " did not answer within " + connectTimeout.toSeconds() + " seconds", e);
            }
            throw e;
        }
    }

    private static KeyRejected rejected(KeyPair key, SshErrorDecoder attempt) {
        String publicHalf = PublicKeyEntry.toString(key.getPublic());
        return attempt.keyRejected(
                KeyRejected.Fault.UNKNOWN,
                "Bitbucket does not know the SSH key. Add its public half to the account, at "
                        + SshErrorDecoder.KEYS_PAGE + ": " + publicHalf,
                Optional.of(publicHalf));
    }

    private String why(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return "there is no host of that name";
        }
        return timedOut(failure)
                ? "no answer within " + connectTimeout.toSeconds() + " seconds"
                : Text.printable(Optional.ofNullable(cause.getMessage())
                        .orElse(cause.getClass().getSimpleName()));
    }

    private static boolean timedOut(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof java.net.SocketTimeoutException
                || failure.getCause() != null && timedOut(failure.getCause());
    }
}
