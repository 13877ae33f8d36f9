package io.jenkins.plugins.bitbucket.core.git;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.HttpProxy;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.testing.ConnectProxy;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Git over SSH from a network that reaches Bitbucket only through an HTTP proxy. */
class SshThroughProxyTest {

    /** Of {@code ci:päss:word}. */
    private static final String LOGIN = "Basic Y2k6cMOkc3M6d29yZA==";

    @AutoClose
    private final SshAcme ssh = SshAcme.withKeyOfAccount();

    @AutoClose
    private final ConnectProxy proxy = new ConnectProxy(ssh.ssh.port());

    private CompletableFuture<BranchResult> create(String user, String password) {
        return create(Optional.of(new HttpProxy("127.0.0.1", proxy.port(), user, password)));
    }

    private CompletableFuture<BranchResult> create(Optional<HttpProxy> way) {
        GitClient client = BitbucketSsh.at(
                        SshHost.parse("bitbucket.invalid"),
                        HostKeys.fingerprints(List.of(ssh.ssh.fingerprint())),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60))
                .through(host -> way)
                .as(SshAcme.credential(ssh.pair));
        return new CreateBranch()
                .run(
                        new CreateBranch.Request(
                                INFRA, new BranchName("bump"), StartPoint.parse("main"), IfExists.REUSE),
                        client);
    }

    @Test
    void goesThroughTheProxyWhichLooksUpTheHost() {
        assertThat(create("", "").join().created()).isTrue();

        assertThat(proxy.requests())
                .containsExactly("CONNECT bitbucket.invalid:22 HTTP/1.1\r\nHost: bitbucket.invalid:22\r\n\r\n");
    }

    @Test
    void logsInAtTheProxy() {
        proxy.wants(LOGIN);

        assertThat(create("ci", "päss:word").join().created()).isTrue();
        assertThat(proxy.requests()).hasSize(1);
    }

    @Test
    void reportsThatTheProxyRequiresALogin() {
        proxy.wants(LOGIN);

        assertThat(failureOf(create("", "")))
                .isInstanceOf(Unreachable.class)
                .hasMessageEndingWith("“bitbucket-key”: the proxy 127.0.0.1:" + proxy.port()
                        + " asks for a user name and" + " a password (407). Enter them in the proxy settings.");
    }

    @Test
    void reportsThatTheProxyRejectsTheLogin() {
        proxy.wants(LOGIN);

        assertThat(failureOf(create("ci", "wrong-secret")))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port()
                        + " rejects the user name and password of the proxy settings (407)")
                .hasMessageNotContainingAny("wrong-secret");
    }

    /** As tinyproxy does. */
    @Test
    @Tag("slow")
    void saysTheSameOfOneThatAnswers401() {
        proxy.refuses("HTTP/1.1 401 Unauthorized\r\n\r\n");

        assertThat(failureOf(create("ci", "wrong-secret")))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("rejects the user name and password of the proxy settings (407)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 403 Forbidden | Unreachable | refuses a connection to bitbucket.invalid: it "
                        + "answered 403. Check that it allows connections from this machine to "
                        + "bitbucket.invalid:22. If it allows only port 443, use altssh.bitbucket.org:443, "
                        + "Bitbucket's SSH host on that port.",
                "HTTP/1.0 503 Service Unavailable | Unavailable | refuses a connection to bitbucket.invalid: it answered 503.",
                "SSH-2.0-OpenSSH_9.2 | Unreachable | is not an HTTP proxy. Check that it is running, and check the proxy settings."
            })
    void reportsThatTheProxyOpensNoTunnel(String answer, String kind, String message) {
        proxy.refuses(answer + "\r\nContent-Length: 0\r\n\r\n");

        var failure = failureOf(create("", ""));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining("the proxy 127.0.0.1:" + proxy.port() + " " + message);
    }

    @Test
    void reportsThatTheProxyClosesTheConnection() {
        proxy.refuses("HTTP/1.1 200 Cut in the mid");

        assertThat(failureOf(create("", "")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port()
                        + " closed the connection before it was made." + " Check that it is running");
    }

    @Test
    void reportsAnUnreachableProxy() throws IOException {
        proxy.close();

        assertThat(failureOf(create("", "")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port()
                        + " can't be reached (Connection refused). Check that it is running, and check the proxy "
                        + "settings.");
        assertThat(failureOf(create(Optional.of(new HttpProxy("proxy.invalid", 3128, "", "")))))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("the proxy proxy.invalid:3128 can't be reached (there is no host of that name)");
    }

    @Test
    void trustsTheServerBehindTheProxyByItsOwnKey() {
        try (SshAcme other = new SshAcme();
                ConnectProxy wrong = new ConnectProxy(other.ssh.port())) {
            assertThat(failureOf(create(Optional.of(new HttpProxy("127.0.0.1", wrong.port(), "", "")))))
                    .hasMessageContaining("The host key of bitbucket.invalid is " + other.ssh.fingerprint());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void usesTheProxyThatIsSetWhenItConnects() {
        AtomicReference<Optional<HttpProxy>> set = new AtomicReference<>(Optional.empty());
        BitbucketSsh bitbucket = ssh.bitbucket(HostKeys.fingerprints(List.of(ssh.ssh.fingerprint())))
                .through(host -> set.get());

        bitbucket
                .as(SshAcme.credential(ssh.pair))
                .run("test", GitOperations::greeting)
                .join();
        assertThat(proxy.requests()).isEmpty();
        set.set(Optional.of(new HttpProxy("127.0.0.1", proxy.port(), "ci", "secret")));
        bitbucket
                .as(SshAcme.credential(ssh.pair))
                .run("test", GitOperations::greeting)
                .join();

        assertThat(proxy.requests()).hasSize(1);
        assertThat(set.get().get()).hasToString("127.0.0.1:" + proxy.port());
    }
}
