package io.jenkins.plugins.bitbucket.core.git.ssh;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.SshException.HostUntrusted;
import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A server at one of two hosts. */
class SshServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @AutoClose
    private final SshAcme ssh = new SshAcme();

    private final SshHost nobody = nobody();
    private final AtomicBoolean over = new AtomicBoolean();
    private final SshErrorDecoder decoder = new SshErrorDecoder("read " + INFRA, "key");

    private static SshHost nobody() {
        try (ServerSocket closed = new ServerSocket(0)) {
            return new SshHost("127.0.0.1", closed.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SshServer server(SshHost first, SshHost second, HostKeys hostKeys) {
        return new SshServer(first, second, hostKeys, LIMIT, ConcurrentHashMap.newKeySet(), direct -> Optional.empty());
    }

    private HostKeys trusted() {
        return HostKeys.fingerprints(List.of(ssh.ssh.fingerprint()));
    }

    private String greeting(SshServer server) throws IOException {
        try (SharedConnection connection = new SharedConnection(server, ssh.pair, over::get);
                SshCommand command = connection.start(Optional.empty(), decoder)) {
            return new String(command.output().readAllBytes());
        }
    }

    @Test
    void isFoundAtTheAlternativeHost() throws Exception {
        ssh.acme.ci.addSshKey(ssh.publicHalf());
        SshServer server = server(nobody, ssh.host(), trusted());

        assertThat(greeting(server)).contains("authenticated via ssh key");
        assertThat(greeting(server)).contains("authenticated via ssh key");

        assertThat(server.host()).isEqualTo(nobody);
        assertThat(ssh.ssh.connections()).isEqualTo(2);
    }

    @Test
    void isNamedWithBothHostsIfNeitherAnswers() {
        SshHost other = nobody();

        assertThatThrownBy(() -> greeting(server(nobody, other, trusted())))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(nobody + " can't be reached (Connection refused)")
                .hasMessageEndingWith(" " + other + " was tried too, and does not answer either.");
    }

    @Test
    void reportsTheErrorOfTheHostThatAnswers() {
        assertThatThrownBy(() -> greeting(server(nobody, ssh.host(), trusted())))
                .isInstanceOf(KeyRejected.class);
    }

    @Test
    void isNotTriedElsewhereIfTheHostKeyIsUntrusted() {
        try (SshAcme other = new SshAcme()) {
            HostKeys ofOther = HostKeys.fingerprints(List.of(other.ssh.fingerprint()));

            assertThatThrownBy(() -> greeting(server(ssh.host(), other.host(), ofOther)))
                    .isInstanceOf(HostUntrusted.class);
            assertThat(other.ssh.connections()).isZero();
        }
    }

    @Test
    void namesTheSettingThatDecidesOnItsHostKey() {
        HostKeys none = new HostKeys() {
            @Override
            public boolean accepts(String host, int port, PublicKey key) {
                return false;
            }

            @Override
            public Optional<String> decidedBy(String host, int port, PublicKey key) {
                return Optional.of("Keys of " + host + ":" + port + ": not " + HostKeys.fingerprint(key));
            }
        };

        assertThatThrownBy(() -> greeting(server(ssh.host(), nobody, none)))
                .isInstanceOf(HostUntrusted.class)
                .hasMessageEndingWith("only if it is one of them. For this host, only the setting “Keys of "
                        + ssh.host() + ": not " + ssh.ssh.fingerprint() + "” counts.");
    }

    @Test
    void isNotTriedElsewhereIfTheKeyIsRejected() {
        try (SshAcme other = new SshAcme()) {
            HostKeys both = HostKeys.fingerprints(List.of(ssh.ssh.fingerprint(), other.ssh.fingerprint()));

            assertThatThrownBy(() -> greeting(server(ssh.host(), other.host(), both)))
                    .isInstanceOf(KeyRejected.class);
            assertThat(other.ssh.connections()).isZero();
        }
    }

    @Test
    void isNotTriedElsewhereOnceTheAttemptIsOver() {
        ssh.acme.ci.addSshKey(ssh.publicHalf());
        SshServer server = server(nobody, ssh.host(), trusted()).through(host -> {
            over.set(true);
            return Optional.empty();
        });

        assertThatThrownBy(() -> greeting(server)).isInstanceOf(Unavailable.class);
        assertThat(ssh.ssh.connections()).isZero();
    }

    @Test
    void leavesNoThreadBehindAfterARejectedKey() {
        Set<Throwable> complaints = ConcurrentHashMap.newKeySet();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, complaint) -> complaints.add(complaint));
        try {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> greeting(server(ssh.host(), ssh.host(), trusted())))
                        .isInstanceOf(KeyRejected.class);
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(complaints).isEmpty();
    }
}
