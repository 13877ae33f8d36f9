package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.MockApi;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import okhttp3.Protocol;

/** An operation over HTTP/2 with TLS, with recorded responses of the embedded Bitbucket. */
final class Http2Contest implements AutoCloseable {

    private static final String TOKEN = Canary.START + "-benchmark";

    private final MockApi api = new MockApi(Protocol.HTTP_2);
    private final BitbucketCloud cloud = api.bitbucket();
    private final ApiCredential credential = Acme.credential(TOKEN);
    private final BareOkHttp okHttp = new BareOkHttp(Acme.authorization(Acme.EMAIL, TOKEN), api.trustingClient());
    private final BareExchange exchange;
    private final Consumer<BitbucketClient> operation;
    private volatile int delay;

    /**
     * @param exchange the requests of the operation and their answers
     */
    Http2Contest(BareExchange exchange, Consumer<BitbucketClient> operation) {
        this.exchange = new BareExchange(exchange.requests(), api.apiUrl());
        this.operation = operation;
        List<RecordedRequest> recorded = exchange.requests();
        api.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(mockwebserver3.RecordedRequest request) {
                RecordedRequest same = recorded.stream()
                        .filter(one -> one.method().equals(request.getMethod()))
                        .findFirst()
                        .orElseThrow();
                return new MockResponse.Builder()
                        .code(same.status())
                        .setHeader("Content-Type", "application/json")
                        .body(same.answerBody())
                        .headersDelay(delay, TimeUnit.MILLISECONDS)
                        .build();
            }
        });
    }

    /** @param milliseconds after how many each request is answered */
    void delay(int milliseconds) {
        delay = milliseconds;
    }

    Rounds rounds(String ours, String bare, String enqueued, int times) {
        List<BareExchange.Sent> requests = exchange.with(BareExchange.REPOSITORY, BareExchange.BRANCH);
        return new Rounds()
                .add(ours, () -> Rounds.medianMilliseconds(times, () -> operation.accept(client())))
                .add(bare, () -> Rounds.medianMilliseconds(times, () -> okHttp.send(requests)))
                .add(enqueued, () -> Rounds.medianMilliseconds(times, () -> okHttp.enqueue(requests)));
    }

    private BitbucketClient client() {
        return cloud.as(credential, RetryPolicy.of(Duration.ofMinutes(5), wait -> {}));
    }

    @Override
    public void close() {
        api.close();
    }
}
