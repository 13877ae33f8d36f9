package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.core.http.MockApi.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that is cancelled, and the connections that are kept for others. */
@Timeout(300)
class CancelledExchangeTest {

    @AutoClose
    private final MockApi api = new MockApi(Protocol.HTTP_1_1);

    private final OkHttpClient client = api.trustingClient().build();
    private final HttpTransport transport = new HttpTransport(api.apiUrl(), "bitbucket-api-token/test", () -> client);

    private CompletableFuture<Response> read() {
        RestErrorDecoder errors = new RestErrorDecoder("read", Acme.credential(Canary.START + "-cancelled"));
        return transport.exchange(errors, "GET", URI.create(api.apiUrl() + "/user"), null, Optional.empty());
    }

    /** A kept connection that ends without a response was closed by the server, or by whoever cancelled its request. */
    @Test
    void doesNotEndTheReuseOfConnections() throws Exception {
        api.server.enqueue(answer(200).build());
        api.server.enqueue(
                answer(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());
        api.server.enqueue(answer(200).build());
        api.server.enqueue(answer(200).build());
        read().join();
        CompletableFuture<Response> unanswered = read();
        api.server.takeRequest();
        assertThat(api.server.takeRequest().getExchangeIndex()).isOne();

        assertThat(unanswered.cancel(true)).isTrue();

        read().join();
        read().join();
        RecordedRequest first = api.server.takeRequest();
        RecordedRequest second = api.server.takeRequest();
        assertThat(second.getConnectionIndex()).isEqualTo(first.getConnectionIndex());
        assertThat(second.getExchangeIndex()).isOne();
    }

    @Test
    void isNotCancelledOnceItIsAnswered() throws Exception {
        api.server.enqueue(answer(200).build());
        api.server.enqueue(answer(200).build());
        CompletableFuture<Response> answered = read();
        answered.join();

        assertThat(answered.cancel(true)).isFalse();

        read().join();
        api.server.takeRequest();
        assertThat(api.server.takeRequest().getExchangeIndex()).isOne();
    }
}
