package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each network failure is reported as what it is, and retried only if that may help. */
@Timeout(300)
class NetworkErrorsTest {

    private static final Path CACERTS = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");

    private final List<String> waits = new CopyOnWriteArrayList<>();

    private static OkHttpClient.Builder client() {
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofSeconds(20));
    }

    private BitbucketException failure(URI apiUrl, OkHttpClient client) {
        return failureOf(BitbucketCloud.at(apiUrl, "bitbucket-api-token/test", () -> client)
                .as(
                        Acme.credential(Canary.START + "-network"),
                        new RetryPolicy(
                                Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(500), waits::add))
                .currentUser());
    }

    private void assertPermanent(BitbucketException failure, String... texts) {
        assertThat(failure).isInstanceOf(Unreachable.class).hasMessageContainingAll(texts);
        assertThat(waits).isEmpty();
    }

    private void assertTransient(BitbucketException failure, String... texts) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        lost -> assertThat(lost.outcomeUnknown()).isFalse())
                .hasMessageContainingAll(texts)
                .hasMessageContaining(" Tried ");
        assertThat(waits).isNotEmpty();
    }

    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    @Test
    void untrustedCertificate() {
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            assertPermanent(
                    failure(api.apiUrl(), client().build()),
                    "the certificate of localhost is not trusted",
                    "the trust store of this Java, " + CACERTS,
                    "The usual cause is a proxy that inspects TLS");
            assertThat(api.server.getRequestCount()).isZero();
        }
    }

    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    @Test
    void untrustedCertificateWithAConfiguredTrustStore() {
        System.setProperty("javax.net.ssl.trustStore", CACERTS.toString());
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            assertPermanent(
                    failure(api.apiUrl(), client().build()),
                    "the trust store " + CACERTS + ", which -Djavax.net.ssl.trustStore names");
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
        }
    }

    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    @Test
    void emptyTrustStore() throws Exception {
        KeyStore empty = KeyStore.getInstance(KeyStore.getDefaultType());
        empty.load(null, null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(empty);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            assertPermanent(
                    failure(
                            api.apiUrl(),
                            client().sslSocketFactory(
                                            tls.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
                                    .build()),
                    "the certificate of localhost can't be checked: the trust store of this Java, " + CACERTS
                            + ", contains no authority or can't be read. Ask an administrator to repair that trust store");
        }
    }

    @Test
    void certificateOfAnotherHost() {
        HeldCertificate.Builder portal = new HeldCertificate.Builder().addSubjectAlternativeName("login.example");
        try (MockApi api = new MockApi(Protocol.HTTP_2, portal)) {
            assertPermanent(
                    failure(api.apiUrl(), api.trustingClient().build()),
                    "the certificate that localhost presented is not for that host, but for login.example",
                    "a network's log-in page may answer in Bitbucket's place");
        }
    }

    @ParameterizedTest
    @CsvSource({"-20, -10, has expired", "10, 20, is not valid yet"})
    void expiredOrFutureCertificate(int daysFrom, int daysTo, String what) {
        Instant now = Instant.now();
        HeldCertificate.Builder certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .validityInterval(
                        now.plus(Duration.ofDays(daysFrom)).toEpochMilli(),
                        now.plus(Duration.ofDays(daysTo)).toEpochMilli());
        try (MockApi api = new MockApi(Protocol.HTTP_2, certificate)) {
            assertPermanent(
                    failure(api.apiUrl(), api.trustingClient().build()),
                    "the certificate of localhost " + what,
                    "Check the clock of this machine");
        }
    }

    @Test
    void serverWithoutTls() throws Exception {
        try (RawTlsServer server = new RawTlsServer("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes())) {
            assertPermanent(
                    failure(server.apiUrl(), client().build()),
                    "the server at localhost:" + server.apiUrl().getPort() + " does not speak TLS");
        }
    }

    @ParameterizedTest
    @CsvSource({"40, handshake_failure", "70, protocol_version", "112, unrecognized_name", "116, certificate_required"})
    void serverThatRefusesTheHandshake(byte alert, String name) throws Exception {
        try (RawTlsServer server = new RawTlsServer(fatalAlert(alert))) {
            assertPermanent(
                    failure(server.apiUrl(), client().build()),
                    "localhost and this Java can't negotiate a TLS connection (" + name + ")");
        }
    }

    @Test
    @Tag("slow")
    void serverThatFailsInTheHandshake() throws Exception {
        try (RawTlsServer server = new RawTlsServer(fatalAlert((byte) 80))) {
            assertTransient(
                    failure(server.apiUrl(), client().build()),
                    "the host localhost can't be reached",
                    "internal_error");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, the connection was reset", "false, the connection was closed before the response was complete"})
    @Tag("slow")
    void serverThatClosesTheConnectionInTheHandshake(boolean reset, String why) throws Exception {
        try (RawTlsServer server = new RawTlsServer(new byte[0], reset)) {
            assertTransient(failure(server.apiUrl(), client().build()), "the host localhost can't be reached (" + why);
        }
    }

    @Test
    void unknownHostName() {
        BitbucketException failure = failure(URI.create("https://api.Bitbucket.invalid/2.0"), client().build());

        assertPermanent(failure, "the name of the host api.bitbucket.invalid can't be resolved", "Check the API URL");
        assertThat(((Unreachable) failure).reason())
                .isEqualTo("The name of the host api.bitbucket.invalid can't be resolved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Temporary failure in name resolution", "Try again"})
    @Tag("slow")
    void transientDnsFailure(String reason) {
        AtomicInteger lookups = new AtomicInteger();
        Dns failing = host -> {
            // Java remembers for ten seconds that the lookup failed, but not why.
            throw new UnknownHostException(lookups.getAndIncrement() == 0 ? host + ": " + reason : host);
        };

        assertTransient(
                failure(
                        URI.create("https://api.bitbucket.org/2.0"),
                        client().dns(failing).build()),
                "the name of the host api.bitbucket.org can't be resolved for now");
        assertThat(lookups).hasValueGreaterThan(2);
    }

    @Test
    void unknownHostNameAfterATransientDnsFailure() {
        Iterator<String> answers =
                List.of("%s: Try again", "%s", "No such host is known (%s)").iterator();
        Dns dns = host -> {
            throw new UnknownHostException(answers.next().formatted(host));
        };

        BitbucketException failure = failure(
                URI.create("https://api.bitbucket.example/2.0"),
                client().dns(dns).build());

        assertThat(failure)
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("the name of the host api.bitbucket.example can't be resolved. ");
        assertThat(waits).hasSize(2);
    }

    @Test
    @Tag("slow")
    void refusedConnection() {
        assertTransient(
                failure(URI.create("https://localhost:1/2.0"), client().build()),
                "the host localhost can't be reached (the connection was refused)",
                "check the network and the proxy");
    }

    @Test
    @Tag("slow")
    void silentServer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
            assertTransient(
                    failure(
                            URI.create("https://localhost:" + silent.getLocalPort() + "/2.0"),
                            client().callTimeout(Duration.ofSeconds(1)).build()),
                    "the host localhost did not answer within 1 s");
        }
    }

    @Test
    @Tag("slow")
    void firstOfSeveralAddressesIsDead() {
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            api.server.enqueue(MockApi.answer(200).build());
            Dns several = host -> List.of(
                    // Reserved for documentation, without a server: https://www.rfc-editor.org/rfc/rfc5737
                    InetAddress.getByName("192.0.2.1"),
                    InetAddress.getByName("2001:db8::1"),
                    InetAddress.getByName("127.0.0.1"));

            assertThat(api.bitbucket(api.trustingClient()
                                    .connectTimeout(Duration.ofSeconds(30))
                                    .dns(several)
                                    .build())
                            .as(Acme.credential(Canary.START + "-network"))
                            .repository(Acme.INFRA)
                            .get()
                            .orTimeout(25, TimeUnit.SECONDS)
                            .join()
                            .fullName())
                    .isEqualTo("acme/infra");
        }
    }

    @Test
    @Tag("slow")
    void responseThatIsNotHttp() {
        try (RawServer server = new RawServer((request, out) -> out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes()))) {
            assertThat(failure(server.apiUrl(), client().build()))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("the host 127.0.0.1 can't be reached");
        }
    }

    private static byte[] fatalAlert(byte description) {
        return new byte[] {0x15, 3, 3, 0, 2, 2, description};
    }

    /** Answers the first bytes of each connection, and closes it. */
    private static final class RawTlsServer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));

        RawTlsServer(byte[] answer) throws IOException {
            this(answer, false);
        }

        RawTlsServer(byte[] answer, boolean reset) throws IOException {
            Thread thread = new Thread(() -> serve(answer, reset), "raw TLS server");
            thread.setDaemon(true);
            thread.start();
        }

        URI apiUrl() {
            return URI.create("https://localhost:" + server.getLocalPort() + "/2.0");
        }

        private void serve(byte[] answer, boolean reset) {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[16_384]);
                    OutputStream out = socket.getOutputStream();
                    out.write(answer);
                    out.flush();
                    if (reset) {
                        socket.setSoLinger(true, 0);
                    }
                } catch (IOException closed) {
                    // The client closed the connection, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
