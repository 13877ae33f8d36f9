package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A TLS server with responses from a test, and clients that trust it. Unlike the embedded Bitbucket, it supports
 * HTTP/2, can reset streams, and counts requests.
 */
public final class MockApi implements AutoCloseable {

    /** Repository and branch in one. */
    public static final String ANSWER = "{\"full_name\": \"acme/infra\", \"name\": \"bump\","
            + " \"target\": {\"hash\": \"0123456789012345678901234567890123456789\"}, \"values\": []}";

    // It logs the end of each connection, and there are many here.
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        SERVER_LOG.setLevel(Level.OFF);
    }

    public final MockWebServer server = new MockWebServer();

    private final HeldCertificate authority;

    /** With this version of HTTP. */
    public MockApi(Protocol protocol) {
        this(protocol, new HeldCertificate.Builder().addSubjectAlternativeName("localhost"));
    }

    /** @param certificate the server's certificate; its clients trust the authority that issued it */
    MockApi(Protocol protocol, HeldCertificate.Builder certificate) {
        authority = new HeldCertificate.Builder().certificateAuthority(0).build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate.signedBy(authority).build())
                .build()
                .sslSocketFactory());
        server.setProtocols(protocol == Protocol.HTTP_1_1 ? List.of(protocol) : List.of(protocol, Protocol.HTTP_1_1));
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI apiUrl() {
        return URI.create("https://localhost:" + server.getPort() + "/2.0");
    }

    /** A client that trusts the server, to pass to {@link BitbucketCloud}. */
    public OkHttpClient.Builder trustingClient() {
        HandshakeCertificates trusted = new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager())
                .connectTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofSeconds(30));
    }

    /** Bitbucket for a program that trusts the server. */
    public BitbucketCloud bitbucket() {
        return bitbucket(trustingClient().build());
    }

    public BitbucketCloud bitbucket(OkHttpClient client) {
        return BitbucketCloud.at(apiUrl(), "bitbucket-api-token/1.2", () -> client);
    }

    /** For one operation, with retries for half a minute. */
    static BitbucketClient patient(BitbucketCloud bitbucket) {
        return bitbucket.as(
                Acme.credential(Canary.START + "-mock"),
                new RetryPolicy(Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(20), wait -> {}));
    }

    /** A response that contains everything that any request reads. */
    public static MockResponse.Builder answer(int status) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(ANSWER);
    }

    /** The requests so far, by their methods. */
    List<String> methods() {
        return java.util.stream.IntStream.range(0, server.getRequestCount())
                .mapToObj(i -> {
                    try {
                        return server.takeRequest().getMethod();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
