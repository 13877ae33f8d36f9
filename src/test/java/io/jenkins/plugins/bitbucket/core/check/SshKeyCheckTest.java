package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.Verdict;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshPrivateKey;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshKeyCheckTest {

    @AutoClose
    private final SshAcme ssh = new SshAcme();

    private static SshKeyReport test(GitClient connection) {
        return new SshKeyCheck().run(Optional.empty(), connection).join();
    }

    private SshKeyReport test(RepositoryId repository) {
        return new SshKeyCheck().run(Optional.of(repository), ssh.connection()).join();
    }

    @Test
    void reportsAKeyOfAnAccount() {
        ssh.acme.ci.addSshKey(ssh.publicHalf());

        SshKeyReport report = test(ssh.connection());

        assertThat(report.verdict()).isEqualTo(Verdict.USER);
        assertThat(report.good()).isTrue();
        assertThat(report.publicKey()).contains(ssh.publicHalf());
        assertThat(report.summary()).isEqualTo("Bitbucket knows the key as the key of an account.");
        assertThat(ssh.ssh.connections()).isOne();
    }

    @Test
    void reportsWhetherARepositoryCanBeRead() {
        ssh.acme.ci.addSshKey(ssh.publicHalf());

        SshKeyReport good = test(INFRA);
        SshKeyReport bad = test(new RepositoryId("acme", "nothing"));

        assertThat(good.good()).isTrue();
        assertThat(good.table()).contains("acme/infra                   ✓ can be read");
        assertThat(bad.verdict()).isEqualTo(Verdict.USER);
        assertThat(bad.good()).isFalse();
        assertThat(bad.table()).contains("acme/nothing                 ✗ Can't read the repository acme/nothing");
        assertThat(bad.summary()).startsWith("Bitbucket knows the key, but").contains("Check the spelling");
    }

    @Test
    void reportsAnAccessKeyWithItsRepositories() {
        ssh.acme.infra.addAccessKey("Jenkins", ssh.publicHalf());
        ssh.acme.workspace.repository("tools").addAccessKey("Jenkins: tools", ssh.publicHalf());

        SshKeyReport report = test(INFRA);

        assertThat(report.verdict()).isEqualTo(Verdict.ACCESS_KEY);
        assertThat(report.good()).isFalse();
        assertThat(report.repositories()).containsExactly("acme/infra", "acme/tools");
        assertThat(report.summary())
                .contains("is read-only: creating branches will not work", "Add the key to an account");
        assertThat(report.table().lines())
                .contains(
                        "SSH key                      ✓ an access key, which is read-only",
                        "Reads                        acme/infra, acme/tools",
                        "acme/infra                   ✓ can be read");
    }

    @Test
    void showsThePublicKeyOfARejectedKey() {
        SshKeyReport rejected = test(ssh.connection());

        assertThat(rejected.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(rejected.publicKey()).contains(ssh.publicHalf());
        assertThat(rejected.summary()).contains("https://bitbucket.org/account/settings/ssh-keys/", ssh.publicHalf());

        ssh.acme.ci.addSshKey(rejected.publicKey().orElseThrow());
        assertThat(test(ssh.connection()).good()).isTrue();
    }

    @Test
    void showsTheFingerprintOfAnUntrustedHost() {
        ssh.acme.ci.addSshKey(ssh.publicHalf());

        SshKeyReport report = test(ssh.bitbucket(HostKeys.published()).as(SshAcme.credential(ssh.pair)));

        assertThat(report.verdict()).isEqualTo(Verdict.HOST_KEY_UNKNOWN);
        assertThat(report.summary()).contains(ssh.ssh.fingerprint(), "https://bitbucket.org/site/ssh");
        assertThat(report.table()).contains("not tested: the host key is not trusted");
    }

    @Test
    void supportsAnyHostKeyPolicy() {
        ssh.acme.ci.addSshKey(ssh.publicHalf());
        HostKeys policy = new HostKeys() {
            @Override
            public boolean accepts(String host, int port, PublicKey key) {
                return host.equals(ssh.ssh.host()) && port == ssh.ssh.port();
            }

            @Override
            public List<String> types(String host, int port) {
                return List.of("ecdsa-sha2-nistp256");
            }
        };

        assertThat(test(ssh.bitbucket(policy).as(SshAcme.credential(ssh.pair))).good())
                .isTrue();
    }

    @Test
    void reportsThatThereIsNoAnswer() {
        SshHost nobody = SshHost.parse("check.bitbucket.invalid");
        BitbucketSsh bitbucket =
                BitbucketSsh.at(nobody, HostKeys.published(), Duration.ofSeconds(5), Duration.ofSeconds(20));

        SshKeyReport report = test(bitbucket.as(SshAcme.credential(ssh.pair)));

        assertThat(report.verdict()).isEqualTo(Verdict.UNREACHABLE);
        assertThat(report.summary())
                .contains("check.bitbucket.invalid can't be reached", "check that the network allows SSH connections");
    }

    @ParameterizedTest
    @CsvSource({
        "openssh-ed25519-locked, WRONG_PASSPHRASE, The passphrase of the SSH key is wrong.",
        "refused/openssh-dsa, UNSUPPORTED_TYPE, its type or format (ssh-dss) is not supported",
        "public-halves.txt, UNREADABLE, this is not a private key"
    })
    void reportsAnUnusableKey(String file, Verdict verdict, String words) throws IOException {
        SshPrivateKey key = new SshPrivateKey(key(file), "wrong");

        SshKeyReport report = test(ssh.bitbucket(HostKeys.published()).as(new SshCredential("bitbucket-key", key)));

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.summary()).contains(words);
        assertThat(report.table()).startsWith("SSH key                      ✗ ");
        assertThat(ssh.ssh.connections()).isZero();
    }

    private static String key(String file) throws IOException {
        String path = "/io/jenkins/plugins/bitbucket/core/git/ssh/KeyReaderTest/" + file
                + (file.endsWith(".txt") ? "" : ".key");
        try (InputStream in = SshKeyCheckTest.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes());
        }
    }
}
