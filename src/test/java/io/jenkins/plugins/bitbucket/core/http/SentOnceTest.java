package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.core.http.MockApi.answer;
import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.Branch;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Moved;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server sees of each request: OkHttp, which repeats some requests by itself, repeats none here. */
@Timeout(300)
class SentOnceTest {

    private static final int REFUSED_STREAM = 7;
    private static final int INTERNAL_ERROR = 2;

    private MockApi api;
    private BitbucketClient client;

    /** All its clients share the connections. */
    private BitbucketCloud bitbucket;

    /** A test over each version of HTTP. */
    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP_1_1", "HTTP_2"})
    @Retention(RetentionPolicy.RUNTIME)
    private @interface EachVersion {}

    private void start(Protocol protocol) {
        api = new MockApi(protocol);
        bitbucket = api.bitbucket();
        client = MockApi.patient(bitbucket);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private CompletableFuture<Branch> createBranch() {
        return client.repository(INFRA).createBranch(new BranchName("bump"), "main");
    }

    /** Another request, to have an open connection. */
    private void connect(MockResponse.Builder answer) {
        api.server.enqueue(answer.build());
        client.repository(INFRA).get().join();
    }

    /**
     * Another request, after which the server closes the connection. Over HTTP/2 that can cut off the response, which is
     * then requested again.
     *
     * @return how many requests the server has seen
     */
    private int connectUntilTheServerCloses() {
        MockResponse closing =
                answer(200).onResponseEnd(new SocketEffect.CloseSocket()).build();
        api.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return closing;
            }
        });
        client.repository(INFRA).get().join();
        api.server.setDispatcher(new QueueDispatcher());
        return api.server.getRequestCount();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, 503, Retry-After, 0",
        "HTTP_1_1, 503, Retry-After, 99999999999999999999",
        "HTTP_1_1, 408, Connection, keep-alive",
        "HTTP_1_1, 421, X-Any, thing",
        "HTTP_1_1, 401, WWW-Authenticate, Basic realm=\"Bitbucket\"",
        "HTTP_1_1, 407, Proxy-Authenticate, Basic realm=\"Bitbucket\"",
        "HTTP_1_1, 301, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_1_1, 302, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_1_1, 303, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_1_1, 307, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_1_1, 308, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_2, 503, Retry-After, 0",
        "HTTP_2, 408, Retry-After, 0",
        "HTTP_2, 421, X-Any, thing",
        "HTTP_2, 401, WWW-Authenticate, Basic realm=\"Bitbucket\"",
        "HTTP_2, 407, Proxy-Authenticate, Basic realm=\"Bitbucket\"",
        "HTTP_2, 301, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_2, 302, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_2, 303, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_2, 307, Location, /2.0/repositories/acme/other/refs/branches",
        "HTTP_2, 308, Location, /2.0/repositories/acme/other/refs/branches"
    })
    void aCreationIsNotRepeatedAfterAnErrorStatus(Protocol protocol, int status, String header, String value) {
        start(protocol);
        api.server.enqueue(answer(status).setHeader(header, value).build());
        api.server.enqueue(answer(201).build());

        failureOf(createBranch());

        assertThat(api.methods()).containsExactly("POST");
        assertThat(client.requestsSent()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, 503", "HTTP_1_1, 408", "HTTP_1_1, 421", "HTTP_2, 503", "HTTP_2, 408", "HTTP_2, 421"})
    void onlyTheRetrierRepeatsAReadAndCountsIt(Protocol protocol, int status) {
        start(protocol);
        client = bitbucket.as(Acme.credential(Canary.START + "-mock"));
        api.server.enqueue(answer(status).setHeader("Retry-After", "0").build());
        api.server.enqueue(answer(200).build());

        failureOf(client.repository(INFRA).get());

        assertThat(api.methods()).containsExactly("GET");
        assertThat(client.requestsSent()).isOne();
    }

    @EachVersion
    void aCreationIsNotRepeatedAfterALostConnection(Protocol protocol) {
        start(protocol);
        api.server.enqueue(
                answer(201).onResponseStart(new SocketEffect.CloseSocket()).build());
        api.server.enqueue(answer(201).build());

        assertOutcomeUnknown(failureOf(createBranch()));

        assertThat(api.methods()).containsExactly("POST");
    }

    @Test
    void aCreationIsNotRepeatedAfterALostConnectionThroughAProxy() {
        start(Protocol.HTTP_1_1);
        // The server is the proxy as well.
        client = MockApi.patient(api.bitbucket(
                api.trustingClient().proxy(api.server.getProxyAddress()).build()));
        api.server.enqueue(new MockResponse.Builder().inTunnel().build());
        api.server.enqueue(
                answer(201).onResponseStart(new SocketEffect.CloseSocket()).build());
        api.server.enqueue(answer(201).build());

        BitbucketException failure = failureOf(createBranch());

        assertOutcomeUnknown(failure);
        assertThat(failure).hasMessageContaining("the host localhost can't be reached");
        assertThat(api.methods()).containsExactly("CONNECT", "POST");
    }

    @EachVersion
    void aCreationIsNotRepeatedAfterATruncatedResponse(Protocol protocol) {
        start(protocol);
        api.server.enqueue(
                answer(201).onResponseBody(new SocketEffect.CloseSocket()).build());
        api.server.enqueue(answer(201).build());

        assertOutcomeUnknown(failureOf(createBranch()));

        assertThat(api.methods()).containsExactly("POST");
    }

    @EachVersion
    void aCreationIsNotRepeatedAfterAStaleConnection(Protocol protocol) {
        start(protocol);
        connectUntilTheServerCloses();
        int sent = client.requestsSent();
        api.server.enqueue(answer(201).build());

        createBranch().handle((branch, failure) -> null).join();

        assertThat(api.methods()).filteredOn("POST"::equals).hasSizeLessThanOrEqualTo(1);
        assertThat(client.requestsSent()).isEqualTo(sent + 1);
    }

    @EachVersion
    void aReadIsRepeatedAfterAStaleConnection(Protocol protocol) {
        start(protocol);
        int seen = connectUntilTheServerCloses();
        int sent = client.requestsSent();
        api.server.enqueue(answer(200).build());

        assertThat(client.repository(INFRA).get().join().fullName()).isEqualTo("acme/infra");

        assertThat(api.methods().stream().skip(seen)).containsExactly("GET");
        assertThat(client.requestsSent()).isBetween(sent + 1, sent + 2);
    }

    @EachVersion
    void aClosingConnectionIsReplaced(Protocol protocol) {
        start(protocol);
        connect(answer(200).onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE));
        api.server.enqueue(answer(201).build());

        createBranch().handle((branch, failure) -> null).join();

        assertThat(api.methods()).filteredOn("POST"::equals).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aRefusedStreamIsRepeatedByTheRetrier() {
        start(Protocol.HTTP_2);
        connect(answer(200));
        MockResponse.Builder refused =
                new MockResponse.Builder().onRequestStart(new SocketEffect.CloseStream(REFUSED_STREAM));
        api.server.enqueue(refused.build());
        api.server.enqueue(refused.build());
        api.server.enqueue(answer(201).build());

        assertThat(createBranch().join().name()).isEqualTo("bump");

        assertThat(client.requestsSent()).isEqualTo(4);
    }

    @Test
    void aResetStreamMayHaveBeenProcessed() {
        start(Protocol.HTTP_2);
        connect(answer(200));
        api.server.enqueue(answer(201)
                .onResponseStart(new SocketEffect.CloseStream(INTERNAL_ERROR))
                .build());
        api.server.enqueue(answer(201).build());

        assertOutcomeUnknown(failureOf(createBranch()));

        assertThat(api.methods()).containsExactly("GET", "POST");
    }

    private static void assertOutcomeUnknown(BitbucketException failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Transient.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
    }

    @EachVersion
    void aChangeDoesNotFollowARedirect(Protocol protocol) {
        start(protocol);
        api.server.enqueue(answer(308)
                .setHeader("Location", "/2.0/repositories/acme-corp/infrastructure/refs/branches")
                .build());

        assertThat(failureOf(createBranch()))
                .isInstanceOf(Moved.class)
                .hasMessageContaining("it has moved to the repository acme-corp/infrastructure (308)");

        assertThat(api.methods()).containsExactly("POST");
    }
}
