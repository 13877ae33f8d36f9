package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy of Manage Jenkins → System between Jenkins and Bitbucket. */
@Tag("each-jdk")
class ProxyTest extends JenkinsTest {

    @AutoClose
    private final RefusingProxy proxy = new RefusingProxy();

    @AfterEach
    void withoutProxy() throws Exception {
        jenkins.jenkins.setProxy(null);
    }

    /** Rejects every request, and keeps its lines. */
    private static final class RefusingProxy implements AutoCloseable {
        private volatile String refusal = "502 Bad Gateway";
        private final ServerSocket server;
        private final BlockingQueue<List<String>> requests = new LinkedBlockingQueue<>();

        RefusingProxy() {
            try {
                server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread thread = new Thread(this::serve, "refusing proxy");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        List<String> nextRequest() throws InterruptedException {
            return requests.poll(60, TimeUnit.SECONDS);
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    BufferedReader reader = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    List<String> lines = new ArrayList<>();
                    for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                        lines.add(line);
                    }
                    requests.add(lines);
                    socket.getOutputStream()
                            .write(("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // The connection or the proxy was closed.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private void useProxy(String user, String password, String noProxyHosts) throws IOException {
        jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), user, password, noProxyHosts));
    }

    private BitbucketClient client() {
        return BitbucketCloudConfiguration.get().bitbucket().as(Acme.credential(acme.ci.tokenWithAllScopes()));
    }

    private BitbucketException failure() {
        return Acme.failureOf(client().currentUser());
    }

    @Test
    void getsRequestsOverPlainHttpWithTheirWholeAddress() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("http://localhost:1/2.0");
        useProxy(null, null, null);

        assertThat(failure()).hasMessageContaining("502");
        assertThat(proxy.nextRequest())
                .startsWith("GET http://localhost:1/2.0/user HTTP/1.1")
                .noneMatch(line -> line.startsWith("Proxy-Authorization:"));
    }

    @Test
    void getsItsUserNameAndPassword() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("http://localhost:1/2.0");
        useProxy("jenkins", "sesame", null);

        assertThat(failure()).hasMessageContaining("502");
        assertThat(proxy.nextRequest())
                .startsWith("GET http://localhost:1/2.0/user HTTP/1.1")
                .contains("Proxy-Authorization: Basic amVua2luczpzZXNhbWU=");
    }

    @Test
    void getsATunnelToOpenForHttpsAndNeverTheToken() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("");
        useProxy(null, null, null);

        assertThat(failure()).hasMessageContaining("502");
        assertThat(proxy.nextRequest())
                .startsWith("CONNECT api.bitbucket.org:443 HTTP/1.1")
                .noneMatch(line -> line.startsWith("Authorization:"));
    }

    @Test
    void getsItsUserNameAndPasswordWithTheFirstRequestForATunnel() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("");
        useProxy("jenkins", "sesame", null);

        assertThat(failure()).hasMessageContaining("502");
        assertThat(proxy.nextRequest())
                .startsWith("CONNECT api.bitbucket.org:443 HTTP/1.1")
                .contains("Proxy-Authorization: Basic amVua2luczpzZXNhbWU=");
        assertThat(proxy.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/2.0", "https://api.bitbucket.org/2.0"})
    void isReportedToRejectTheUserNameOrPassword(String apiUrl) throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl(apiUrl);
        useProxy("jenkins", "wrong-sesame", null);
        proxy.refusal = "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"acme\"";

        assertThat(failure())
                .isInstanceOf(BitbucketException.Unreachable.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port()
                        + " rejects the user name and password of the proxy settings (407)")
                .hasMessageNotContaining("wrong-sesame");
    }

    @Test
    void isReportedToRequireAUserName() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("");
        useProxy(null, null, null);
        proxy.refusal = "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"acme\"";

        assertThat(failure()).hasMessageContaining("asks for a user name and a password (407)");
    }

    @Test
    void isBypassedForItsExceptions() throws Exception {
        useProxy("jenkins", "sesame", "127.0.0.1");

        assertThat(client().currentUser().join().name()).isEqualTo("Acme CI");
        assertThat(acme.bitbucket.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.header("Proxy-Authorization")).isEmpty());
        assertThat(proxy.requests).isEmpty();
    }

    @Test
    void takesEffectWhenItIsSetOrRemoved() throws Exception {
        assertThat(client().currentUser().join().name()).isEqualTo("Acme CI");

        useProxy(null, null, null);
        assertThat(failure()).hasMessageContaining("502");

        jenkins.jenkins.setProxy(null);
        assertThat(client().currentUser().join().name()).isEqualTo("Acme CI");
    }
}
