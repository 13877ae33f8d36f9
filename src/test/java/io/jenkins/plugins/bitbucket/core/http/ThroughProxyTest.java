package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.ForwardProxy;
import io.jenkins.plugins.bitbucket.testing.RawServer;
import io.jenkins.plugins.bitbucket.testing.TlsFront;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A corporate proxy in front of Bitbucket. */
@Tag("each-jdk")
@Timeout(300)
class ThroughProxyTest {

    @AutoClose
    private final Acme acme = new Acme();

    @AutoClose
    private final TlsFront front = new TlsFront(acme.bitbucket.apiUrl());

    private final List<String> waits = new CopyOnWriteArrayList<>();

    static Stream<ForwardProxy.Kind> kinds() {
        return Stream.of(ForwardProxy.Kind.values()).filter(ForwardProxy.Kind::isHere);
    }

    private OkHttpClient.Builder client(String host, int port) throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(front.trusting());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return new OkHttpClient.Builder()
                .sslSocketFactory(context.getSocketFactory(), (X509TrustManager) managers.getTrustManagers()[0])
                .proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)))
                .connectTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofSeconds(30));
    }

    private static OkHttpClient.Builder withLogin(OkHttpClient.Builder client, String password) {
        return new BasicProxyLogin(ForwardProxy.USER, password).addTo(client);
    }

    private BitbucketClient bitbucket(URI apiUrl, OkHttpClient.Builder builder) {
        OkHttpClient client = builder.build();
        return BitbucketCloud.at(apiUrl, "bitbucket-api-token/test", () -> client)
                .as(
                        Acme.credential(acme.ci.tokenWithAllScopes()),
                        new RetryPolicy(
                                Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(500), waits::add));
    }

    private Stream<URI> urls() {
        return Stream.of(front.url(), acme.bitbucket.apiUrl());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Tag("slow")
    void everythingWorksWithTheRightPassword(ForwardProxy.Kind kind) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            for (URI apiUrl : urls().toList()) {
                String branch = "bump-" + apiUrl.getScheme();
                BitbucketClient client =
                        bitbucket(apiUrl, withLogin(client("127.0.0.1", proxy.port()), ForwardProxy.PASSWORD));

                assertThat(new TokenCheck().run(client).join().verdict()).isEqualTo(TokenReport.Verdict.OK);
                new CreateBranch()
                        .run(
                                new CreateBranch.Request(
                                        INFRA,
                                        new BranchName(branch),
                                        StartPoint.parse("main"),
                                        CreateBranch.IfExists.FAIL),
                                client)
                        .join();
                acme.infra.commit(branch, "versions.tf", branch);
                new OpenPullRequest()
                        .run(
                                new OpenPullRequest.Request(
                                        INFRA,
                                        new BranchName(branch),
                                        Optional.of(new BranchName("main")),
                                        "Terraform",
                                        Optional.empty(),
                                        List.of(),
                                        false,
                                        false,
                                        false,
                                        OpenPullRequest.IfExists.FAIL),
                                client)
                        .join();
            }
        }
        assertThat(acme.infra.branches()).contains("bump-http", "bump-https");
        assertThat(acme.infra.pullRequests()).hasSize(2);
        assertThat(acme.bitbucket.requests())
                .allSatisfy(request ->
                        assertThat(request.header("Proxy-Authorization")).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Tag("slow")
    void reportsAWrongPassword(ForwardProxy.Kind kind) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            assertPermanent(
                    failureOf(bitbucket(front.url(), withLogin(client("127.0.0.1", proxy.port()), "open-sesame"))
                            .currentUser()),
                    "the proxy 127.0.0.1:" + proxy.port()
                            + " rejects the user name and password of the proxy settings (407)");
        }
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Tag("slow")
    void reportsAMissingPassword(ForwardProxy.Kind kind) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            for (URI apiUrl : urls().toList()) {
                assertPermanent(
                        failureOf(bitbucket(apiUrl, client("127.0.0.1", proxy.port()))
                                .currentUser()),
                        "the proxy 127.0.0.1:" + proxy.port() + " asks for a user name and a password (407)");
            }
        }
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    private void assertPermanent(BitbucketException failure, String... texts) {
        assertThat(failure)
                .isInstanceOf(Unreachable.class)
                .hasMessageContainingAll(texts)
                .hasMessageNotContaining("open-");
        assertThat(waits).isEmpty();
    }

    private void assertTransient(BitbucketException failure, String... texts) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        lost -> assertThat(lost.outcomeUnknown()).isFalse())
                .hasMessageContainingAll(texts);
        assertThat(waits).isNotEmpty();
    }

    private BitbucketException failureBy(String answer, Queue<String> seen) throws Exception {
        try (RawServer proxy = new RawServer((request, out) -> {
            seen.add(request);
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        })) {
            return failureOf(bitbucket(
                            front.url(),
                            withLogin(client("127.0.0.1", proxy.apiUrl().getPort()), ForwardProxy.PASSWORD))
                    .currentUser());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, refuses a connection to localhost: it answered 403",
        "407 Log in, rejects the user name and password of the proxy settings (407)",
        "404 Not Found, refuses a connection to localhost: it answered 404",
        "302 Found, refuses a connection to localhost: it answered 302"
    })
    void doesNotRetryARefusal(String status, String what) throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();

        assertPermanent(
                failureBy(
                        "HTTP/1.1 " + status + "\r\nProxy-Authenticate: Negotiate\r\nContent-Type: text/html\r\n"
                                + "Content-Length: 20\r\n\r\n<h1>Blocked here</h1>",
                        seen),
                "the proxy 127.0.0.1:",
                what);

        assertThat(seen)
                .singleElement()
                .asString()
                .startsWith("CONNECT localhost:")
                .doesNotContain("\r\nAuthorization");
    }

    @ParameterizedTest
    @CsvSource({"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"})
    @Tag("slow")
    void retriesAFailureOfTheProxy(String status) throws Exception {
        assertTransient(
                failureBy("HTTP/1.1 " + status + "\r\n\r\n", new ConcurrentLinkedQueue<>()),
                "the proxy 127.0.0.1:",
                "refuses a connection to localhost: it answered " + status.substring(0, 3));
    }

    @Test
    void reportsAPageInPlaceOfATunnel() throws Exception {
        assertPermanent(
                failureBy(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Log in to continue</html>",
                        new ConcurrentLinkedQueue<>()),
                "the proxy 127.0.0.1:",
                "answers in place of localhost, without TLS");
    }

    @Test
    @Tag("slow")
    void retriesAClosedConnection() throws Exception {
        assertTransient(failureBy("", new ConcurrentLinkedQueue<>()), "the proxy 127.0.0.1:", "can't be reached");
    }

    @Test
    void reportsThatAPageCameThroughTheProxy() throws Exception {
        try (RawServer proxy = new RawServer((request, out) ->
                out.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Log in</html>".getBytes()))) {
            assertThat(failureOf(bitbucket(
                                    acme.bitbucket.apiUrl(),
                                    client("127.0.0.1", proxy.apiUrl().getPort()))
                            .currentUser()))
                    .hasMessageContaining("not JSON, but “text/html”, through the proxy 127.0.0.1:"
                            + proxy.apiUrl().getPort());
        }
    }

    @Test
    @Tag("slow")
    void namesAProxyThatIsDown() throws Exception {
        assertTransient(
                failureOf(bitbucket(front.url(), client("127.0.0.1", 1)).currentUser()),
                "the proxy 127.0.0.1:1 can't be reached (the connection was refused)",
                "Check that it is running");
    }

    @Test
    void namesAnUnknownProxy() throws Exception {
        assertPermanent(
                failureOf(bitbucket(front.url(), client("proxy.acme.invalid", 3128))
                        .currentUser()),
                "the name of the proxy proxy.acme.invalid:3128 can't be resolved",
                "Check the proxy settings");
    }
}
