package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Opens one connection with the given key only; no file of the machine and no agent is used.
 *
 * <p>A server may have host keys of several types, and presents one of a requested type. The types of known keys are
 * requested first, as OpenSSH does; if the presented key is not trusted, the other types are requested.
 */
final class SshConnector {

    /** Without certificates, because no authority that could have signed one is known. */
    private static final List<NamedFactory<Signature>> SIGNATURES =
            ClientBuilder.setUpDefaultSignatureFactories(false).stream()
                    .filter(factory -> !factory.getName().contains("-cert-"))
                    .toList();

    private final SshHost host;
    private final Optional<HttpProxy> proxy;
    private final HostKeys hostKeys;
    private final Duration timeout;
    private final KeyPair key;
    private final SshErrorDecoder decoder;
    private final List<PublicKey> untrusted = new ArrayList<>();

    SshConnector(
            SshHost host,
            Optional<HttpProxy> proxy,
            HostKeys hostKeys,
            Duration timeout,
            KeyPair key,
            SshErrorDecoder decoder) {
        this.host = host;
        this.proxy = proxy;
        this.hostKeys = hostKeys;
        this.timeout = timeout;
        this.key = key;
        this.decoder = decoder;
    }

    /** @throws BitbucketException with the reason why there is no connection */
    SshConnection connect() {
        while (true) {
            int untrustedBefore = untrusted.size();
            SessionRecord record = new SessionRecord();
            try {
                return connect(record);
            } catch (IOException | RuntimeException e) {
                boolean noOtherKey = record.notAgreed()
                        .filter(KexProposalOption.SERVERKEYS::equals)
                        .isPresent();
                if (untrusted.isEmpty() || untrusted.size() == untrustedBefore && !noOtherKey) {
                    throw new ConnectFailure(host, proxy, timeout, record, key.getPublic(), decoder).explain(e);
                }
                if (noOtherKey || hostKeyTypes().isEmpty()) {
                    throw decoder.hostUntrusted(
                            host.toString(), untrusted, hostKeys.decidedBy(host.name(), host.port(), untrusted.get(0)));
                }
            }
        }
    }

    private SshConnection connect(SessionRecord record) throws IOException {
        SshClient client = client(record);
        ClientSession session = null;
        try {
            client.start();
            session = open(client);
            session.addPublicKeyIdentity(key);
            session.auth().verify(timeout);
            return new SshConnection(host, client, session, record);
        } catch (IOException | RuntimeException e) {
            SshConnection.close(client, session);
            throw e;
        }
    }

    private ClientSession open(SshClient client) throws IOException {
        String name = proxy.map(HttpProxy::host).orElse(host.name());
        int port = proxy.map(HttpProxy::port).orElse(host.port());
        return new HostAddresses(List.of(InetAddress.getAllByName(name)), timeout, System::nanoTime)
                .connect((address, atMost) -> client.connect(host.user(), new InetSocketAddress(address, port))
                        .verify(atMost)
                        .getSession());
    }

    private SshClient client(SessionRecord record) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
        // The types of host keys are independent of the type of the user's key.
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(SIGNATURES)));
        client.setSignatureFactories(hostKeyTypes());
        client.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        client.setServerKeyVerifier((session, address, shown) -> {
            boolean trusted = hostKeys.accepts(host.name(), host.port(), shown);
            if (!trusted) {
                untrusted.add(shown);
            }
            return trusted;
        });
        client.addSessionListener(record);
        proxy.ifPresent(way -> client.setSessionFactory(new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession connection) throws Exception {
                return new TunnelledSession(client, connection, way, host);
            }
        }));
        CoreModuleProperties.NIO_WORKERS.set(client, 1);
        // All packets are small here, and none has to wait for the one before.
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        return client;
    }

    private List<NamedFactory<Signature>> hostKeyTypes() {
        List<String> known = hostKeys.types(host.name(), host.port());
        Set<String> refused = untrusted.stream().map(KeyUtils::getKeyType).collect(Collectors.toSet());
        return SIGNATURES.stream()
                .filter(factory -> !refused.contains(type(factory)))
                .sorted(Comparator.comparing(factory -> !known.contains(type(factory))))
                .toList();
    }

    private static String type(NamedFactory<Signature> factory) {
        return KeyUtils.getCanonicalKeyType(factory.getName());
    }
}
