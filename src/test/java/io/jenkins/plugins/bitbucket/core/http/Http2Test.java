package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 over TLS, which Bitbucket Cloud supports and the embedded Bitbucket does not. */
@Timeout(300)
class Http2Test {

    @AutoClose
    private final MockApi api = new MockApi(Protocol.HTTP_2);

    private final MockWebServer server = api.server;
    private final BitbucketCloud bitbucket = api.bitbucket();

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
        answer(MockApi.ANSWER);
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
        answer(MockApi.ANSWER);

        CompletableFuture<Repository> call = client().repository(INFRA).get();
        for (int i = 0; i < 100; i++) {
            call = call.thenCompose(repository -> client().repository(INFRA).get());
        }

        assertThat(call.join().fullName()).isEqualTo("acme/infra");
        assertThat(server.getRequestCount()).isEqualTo(101);
    }

    @Test
    void aResponseThatIsTooLongIsNotRead() {
        answer("\"" + "x".repeat(5_000_000) + "\"");

        assertThat(failureOf(client().repository(INFRA).get()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it is longer than 4000000 bytes");
    }
}
