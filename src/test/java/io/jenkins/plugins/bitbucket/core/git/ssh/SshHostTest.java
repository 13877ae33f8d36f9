package io.jenkins.plugins.bitbucket.core.git.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SshHostTest {

    private static final RepositoryId INFRA = new RepositoryId("acme", "infra");

    @ParameterizedTest
    @CsvSource({
        "bitbucket.org, bitbucket.org, 22",
        "' Bitbucket.org:22 ', bitbucket.org, 22",
        "ssh.bitbucket.org, ssh.bitbucket.org, 22",
        "altssh.bitbucket.org:443, altssh.bitbucket.org, 443",
        "127.0.0.1:7999, 127.0.0.1, 7999",
        "[::1]:7999, ::1, 7999",
        "acme.example:1, acme.example, 1",
        "acme.example:65535, acme.example, 65535"
    })
    void isParsedFromItsText(String text, String name, int port) {
        SshHost host = SshHost.parse(text);

        assertThat(host).isEqualTo(new SshHost(name, port));
        assertThat(SshHost.parse(host.toString())).isEqualTo(host);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void isBitbucketByDefault(String text) {
        assertThat(SshHost.parse(text)).isEqualTo(SshHost.BITBUCKET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bitbucket.org",
                "git@bitbucket.org",
                "bitbucket.org:",
                "bitbucket.org:0",
                "a:65536",
                "a:70000",
                "-a"
            })
    void rejectsOtherTexts(String text) {
        assertThatThrownBy(() -> SshHost.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enter bitbucket.org, ssh.bitbucket.org, altssh.bitbucket.org:443");
    }

    @ParameterizedTest
    @CsvSource({
        "git@ssh.bitbucket.org:acme/infra.git, ssh.bitbucket.org, 22",
        "git@bitbucket.org:acme/infra.git, bitbucket.org, 22",
        "bitbucket.org:acme/infra, bitbucket.org, 22",
        "ssh://git@Bitbucket.org/acme/infra.git, bitbucket.org, 22",
        "ssh://git@altssh.bitbucket.org:443/acme/infra.git, altssh.bitbucket.org, 443",
        "git@[altssh.bitbucket.org:443]:acme/infra.git, altssh.bitbucket.org, 443",
        "git@altssh.bitbucket.org:443/acme/infra.git, altssh.bitbucket.org, 443"
    })
    void isReadFromACloneUrl(String url, String name, int port) {
        assertThat(SshHost.ofCloneUrl(url)).contains(new SshHost(name, port));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "acme/infra",
                "https://bitbucket.org/acme/infra.git",
                "git@github.com:acme/infra.git",
                "git@bitbucket.org.evil.example:acme/infra.git",
                "git@evil.example:bitbucket.org/infra.git",
                "git@bitbucket.org"
            })
    void isNotReadFromOtherTexts(String url) {
        assertThat(SshHost.ofCloneUrl(url)).isEmpty();
    }

    @Test
    void hasAnAlternative() {
        SshHost before = SshHost.parse("bitbucket.org");

        assertThat(SshHost.BITBUCKET).hasToString("ssh.bitbucket.org");
        assertThat(SshHost.BITBUCKET.alternative()).contains(before);
        assertThat(before.alternative()).contains(SshHost.BITBUCKET);
        assertThat(SshHost.parse("altssh.bitbucket.org:443").alternative()).isEmpty();
        assertThat(SshHost.parse("ssh.acme.example").alternative()).isEmpty();
    }

    @Test
    void knowsThePageOfABranch() {
        assertThat(SshHost.parse("altssh.bitbucket.org:443").page(INFRA, new BranchName("bump/a#1%é")))
                .hasValueSatisfying(url -> assertThat(url)
                        .hasToString("https://bitbucket.org/acme/infra/branch/bump/a%231%25é")
                        .hasPath("/acme/infra/branch/bump/a#1%é"));
        assertThat(SshHost.parse("127.0.0.1:7999").page(INFRA, new BranchName("bump")))
                .isEmpty();
    }

    @Test
    void isTrustedByItsFingerprint() {
        PublicKey key = SshAcme.newPair().getPublic();

        assertThat(HostKeys.fingerprints(List.of(" " + HostKeys.fingerprint(key) + "= "))
                        .accepts("any", 22, key))
                .isTrue();
        assertThat(HostKeys.published().accepts("bitbucket.org", 22, key)).isFalse();
        assertThat(HostKeys.published().types("bitbucket.org", 22)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MD5:00:11", "SHA256:short", "ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM"})
    void rejectsOtherFormsOfFingerprints(String fingerprint) {
        assertThatThrownBy(() -> HostKeys.fingerprints(List.of(fingerprint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as ssh-keygen -l prints it");
    }

    @Test
    void rejectsAnEmptyListOfFingerprints() {
        assertThatThrownBy(() -> HostKeys.fingerprints(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Enter at least one fingerprint");
    }

    @Test
    void rejectsATimeoutOfZero() {
        assertThatThrownBy(() ->
                        BitbucketSsh.at(SshHost.BITBUCKET, HostKeys.published(), Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
