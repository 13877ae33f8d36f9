package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 over TLS, which Bitbucket Cloud speaks and the embedded Bitbucket does not. */
@Timeout(60)
class Http2Test {

    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());
    private static final String REPOSITORY = "{\"full_name\": \"acme/infra\"}";
    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .commonName("localhost")
            .addSubjectAlternativeName("localhost")
            .build();

    private static SSLContext before;

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    private BitbucketCloud bitbucket;

    @BeforeAll
    static void trustTheServer() throws NoSuchAlgorithmException {
        SERVER_LOG.setLevel(Level.OFF);
        before = SSLContext.getDefault();
        SSLContext.setDefault(new HandshakeCertificates.Builder()
                .addPlatformTrustedCertificates()
                .addTrustedCertificate(CERTIFICATE.certificate())
                .build()
                .sslContext());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    @BeforeEach
    void start() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .build()
                .sslSocketFactory());
        server.start();
        bitbucket = BitbucketCloud.at(
                URI.create("https://localhost:" + server.getPort() + "/2.0"),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    private BitbucketClient client() {
        return bitbucket.as(Acme.credential(Canary.START + "-http2"));
    }

    private void answer(String body) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .setHeader("Content-Type", "application/json")
                        .body(body)
                        .build();
            }
        });
    }

    @Test
    void manyRequestsShareAConnection() throws Exception {
        answer(REPOSITORY);
        client().repository(INFRA).get().join();
        server.takeRequest();

        List<CompletableFuture<Repository>> calls = IntStream.range(0, 300)
                .mapToObj(i -> client().repository(INFRA).get())
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call.join().fullName()).isEqualTo("acme/infra"));
        for (int i = 0; i < calls.size(); i++) {
            RecordedRequest request = server.takeRequest();
            assertThat(request.getVersion()).isEqualTo("HTTP/2");
            assertThat(request.getConnectionIndex()).isZero();
        }
    }

    @Test
    void oneRequestFollowsAnother() {
        answer(REPOSITORY);

        CompletableFuture<Repository> call = client().repository(INFRA).get();
        for (int i = 0; i < 100; i++) {
            call = call.thenCompose(repository -> client().repository(INFRA).get());
        }

        assertThat(call.join().fullName()).isEqualTo("acme/infra");
        assertThat(server.getRequestCount()).isEqualTo(101);
    }

    @Test
    void tooLongAnAnswerIsNotRead() {
        answer("\"" + "x".repeat(5_000_000) + "\"");

        assertThat(failureOf(client().repository(INFRA).get()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it is longer than 4000000 bytes");
    }
}
