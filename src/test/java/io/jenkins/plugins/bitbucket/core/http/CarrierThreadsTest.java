package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.PinnedCarriers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A virtual thread that waits for a response does not pin its carrier. */
@Tag("each-jdk")
@Timeout(300)
@Tag("slow")
// The recording has the threads of all tests that run meanwhile.
@Execution(ExecutionMode.SAME_THREAD)
@Isolated
class CarrierThreadsTest {

    private static final int CALLS = 50;

    private static void callManyTimes(BitbucketCloud bitbucket) {
        CompletableFuture.allOf(IntStream.range(0, CALLS)
                        .mapToObj(i -> MockApi.patient(bitbucket)
                                .repository(Acme.INFRA)
                                .get())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void areNotPinnedByWaitingCalls(Protocol protocol) throws Exception {
        try (MockApi api = new MockApi(protocol);
                PinnedCarriers pinned = new PinnedCarriers()) {
            api.server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return MockApi.answer(200)
                            .headersDelay(50, TimeUnit.MILLISECONDS)
                            .build();
                }
            });
            BitbucketCloud bitbucket = api.bitbucket();

            callManyTimes(bitbucket);
            pinned.start();
            callManyTimes(bitbucket);

            assertThat(api.server.getRequestCount()).isEqualTo(2 * CALLS);
            assertThat(pinned.ofPluginOrOkHttp()).isEmpty();
        }
    }
}
