package io.jenkins.plugins.bitbucket.core.git.ssh;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.check.SshKeyCheck;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.SshException.HostUntrusted;
import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.CaseCount;
import io.jenkins.plugins.bitbucket.testing.OpenSshServer;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a real OpenSSH server: keys, trust, limits, and refusals. */
@Execution(ExecutionMode.SAME_THREAD)
// The server is a separate process, which would exceed its timeouts during tests that use the whole machine.
@Isolated
@EnabledIf("io.jenkins.plugins.bitbucket.testing.OpenSshServer#isInstalled")
@Tag("slow")
class RealOpenSshConnectionTest {

    @RegisterExtension
    static final CaseCount COUNT = new CaseCount("Real OpenSSH");

    private static final KeyPair KEY = SshAcme.newPair();

    @TempDir
    Path folder;

    @AutoClose
    private OpenSshServer server;

    @BeforeEach
    void prepare() throws Exception {
        server = new OpenSshServer(folder).allow(PublicKeyEntry.toString(KEY.getPublic()));
    }

    private GitClient client(HostKeys hostKeys) {
        return server.client(hostKeys)
                .as(
                        SshAcme.credential(KEY),
                        new RetryPolicy(
                                Duration.ofSeconds(60), Duration.ofMillis(10), Duration.ofMillis(100), wait -> {}));
    }

    private GitClient onlyOnce(HostKeys hostKeys) {
        return server.client(hostKeys).as(SshAcme.credential(KEY));
    }

    private HostKeys trusted(String type) throws Exception {
        return HostKeys.fingerprints(List.of(server.fingerprint(type)));
    }

    private static CompletableFuture<BranchResult> create(GitClient client) {
        return new CreateBranch()
                .run(
                        new CreateBranch.Request(
                                INFRA, new BranchName("bump/x"), StartPoint.parse("main"), IfExists.REUSE),
                        client);
    }

    private static SshKeyReport check(GitClient client) {
        return new SshKeyCheck().run(Optional.empty(), client).join();
    }

    static Stream<String> keys() throws IOException {
        return KeyReaderTest.all();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void acceptsEveryTypeAndFormatOfKey(String nameAndPublicHalf) throws Exception {
        String[] parts = nameAndPublicHalf.split(" ", 2);
        server.withHostKey("ed25519").allow(parts[1]).start();
        SshPrivateKey key = new SshPrivateKey(KeyReaderTest.text(parts[0] + ".key"), KeyReaderTest.PASSPHRASE);

        SshKeyReport report = check(server.client(trusted("ed25519")).as(new SshCredential("deploy", key)));

        assertThat(report.verdict()).as(report.table()).isEqualTo(Verdict.USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void findsTheTrustedOneOfSeveralHostKeys(String type) throws Exception {
        server.withHostKey("ed25519").withHostKey("ecdsa").withHostKey("rsa").start();
        HostKeys trusted = trusted(type);

        assertThat(create(client(trusted)).join().created()).isTrue();

        assertThat(trusted.types("127.0.0.1", 22)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ed25519, ssh-ed25519", "ecdsa, ecdsa-sha2-nistp256", "rsa, ssh-rsa"})
    void requestsTheTypesOfKnownHostKeys(String type, String name) throws Exception {
        server.withHostKey("ed25519").withHostKey("ecdsa").withHostKey("rsa").start();
        String fingerprint = server.fingerprint(type);
        HostKeys known = new HostKeys() {
            @Override
            public boolean accepts(String host, int port, PublicKey key) {
                // OpenSSH does not continue with another one.
                assertThat(HostKeys.fingerprint(key)).isEqualTo(fingerprint);
                return true;
            }

            @Override
            public List<String> types(String host, int port) {
                return List.of(name);
            }
        };

        assertThat(create(client(known)).join().created()).isTrue();
    }

    @Test
    void showsAllHostKeysIfNoneIsTrusted() throws Exception {
        server.withHostKey("ed25519").withHostKey("ecdsa").withHostKey("rsa").start();

        assertThat(failureOf(create(client(HostKeys.published()))))
                .isInstanceOf(HostUntrusted.class)
                .hasMessageContainingAll(
                        server.fingerprint("ed25519") + " (ssh-ed25519)",
                        server.fingerprint("ecdsa") + " (ecdsa-sha2-nistp256)",
                        server.fingerprint("rsa") + " (ssh-rsa)",
                        "none is trusted");
        assertThat(server.logins()).isZero();
    }

    @Test
    void usesAKeyOfAnyTypeWhateverTheTypeOfTheHostKey() throws Exception {
        server.withHostKey("ecdsa").withHostKey("rsa").start();

        assertThat(create(client(trusted("rsa"))).join().created()).isTrue();
    }

    @Test
    void skipsTheBannerOfTheServer() throws Exception {
        Path banner = Files.writeString(folder.resolve("banner"), "Authorized use only!\nAll is logged.\n");
        server.withHostKey("ed25519").with("Banner " + banner).start();

        assertThat(create(client(trusted("ed25519"))).join().created()).isTrue();
    }

    @Test
    void opensASecondConnectionIfOneServesOneCommand() throws Exception {
        server.withHostKey("ed25519")
                .with("MaxSessions 1")
                .hook("pre-receive", "echo push >> " + folder.resolve("pushes"));
        server.start();

        assertThat(create(client(trusted("ed25519"))).join().created()).isTrue();

        assertThat(folder.resolve("pushes")).hasContent("push");
    }

    @Test
    void reportsThatNoSessionCanBeOpened() throws Exception {
        server.withHostKey("ed25519").with("MaxSessions 0").start();

        assertThat(failureOf(create(onlyOnce(trusted("ed25519")))))
                .isInstanceOf(Unavailable.class)
                .hasMessageEndingWith(": the host " + server.host()
                        + " refuses to open a session: it says “open failed”. Try again later.");
    }

    @Test
    void waitsUntilThereIsRoomForAConnection() throws Exception {
        server.withHostKey("ed25519").with("MaxStartups 1:100:1").start();
        try (Socket first = new Socket("127.0.0.1", server.host().port())) {
            assertThat(first.getInputStream().readNBytes(4)).asString().isEqualTo("SSH-");

            assertThat(failureOf(create(onlyOnce(trusted("ed25519")))))
                    .isInstanceOf(Unavailable.class)
                    .message()
                    .matches(
                            ".*: the host 127\\.0\\.0\\.1:\\d+ closed the connection(: it says “Exceeded MaxStartups”\\. Try again"
                                    + " later\\.| before it was made\\. .*)");
        }
        assertThat(create(client(trusted("ed25519"))).join().created()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MaxAuthTries 6", "MaxAuthTries 1"})
    void reportsAnUnknownKey(String limit) throws Exception {
        server.withHostKey("ed25519").with(limit).start();
        KeyPair other = SshAcme.newPair();

        GitClient client = server.client(trusted("ed25519")).as(SshAcme.credential(other));

        assertThat(failureOf(create(client)))
                .isInstanceOf(KeyRejected.class)
                .hasMessageContainingAll(
                        "Bitbucket does not know the SSH key", PublicKeyEntry.toString(other.getPublic()));
    }

    @ParameterizedTest
    @CsvSource({
        "KexAlgorithms diffie-hellman-group1-sha1, key exchange",
        "Ciphers 3des-cbc, cipher",
        "MACs umac-64@openssh.com, message authentication code"
    })
    void reportsThatThereIsNoCommonAlgorithm(String option, String kind) throws Exception {
        server.withHostKey("ed25519").with(option);
        if (option.startsWith("MACs")) {
            // Others have their own.
            server.with("Ciphers aes128-ctr");
        }
        server.start();

        assertThat(failureOf(create(client(trusted("ed25519")))))
                .isInstanceOf(Unreachable.class)
                .hasMessageEndingWith(": the host " + server.host() + " and this program have no " + kind
                        + " in common. Check the SSH host.");
        assertThat(check(client(trusted("ed25519"))).verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void ignoresHostCertificates() throws Exception {
        server.withHostKey("rsa")
                .withHostKey("ed25519")
                .certifyHostKey("ed25519")
                .start();

        assertThat(create(client(trusted("ed25519"))).join().created()).isTrue();
    }

    @Test
    void reportsAnUnreachableServer() throws Exception {
        server.withHostKey("ed25519").serve("kill -9 $PPID").start();

        assertThat(failureOf(create(onlyOnce(trusted("ed25519")))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("“bitbucket-key”: the connection broke. Try again");
    }
}
