package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {

    private static final String BRANCHES = "/repositories/acme/infra/refs/branches";
    private static final String NEW_BRANCH = "{\"name\": \"new\", \"target\": {\"hash\": \"main\"}}";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void beforeTheWorkNothingIsDone() {
        acme.bitbucket.misbehaveOnce(Fault.dropBefore(), Fault.status(503), Fault.html());

        assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
        assertThat(create().statusCode()).isEqualTo(503);
        HttpResponse<String> page = create();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!DOCTYPE html>");
        assertThat(acme.infra.branches()).containsExactly("main");

        assertThat(create().statusCode()).isEqualTo(201);
        assertThat(acme.bitbucket.requests())
                .extracting(RecordedRequest::status)
                .containsExactly(0, 503, 200, 201);
    }

    @Test
    void afterTheWorkAllIsDone() {
        assertThat(Stream.of(Fault.dropAfter(), Fault.cutShort(), Fault.statusAfter(502)))
                .allSatisfy(fault -> {
                    acme.bitbucket.misbehaveOnce(fault);
                    try {
                        assertThat(create().statusCode()).isEqualTo(502);
                    } catch (UncheckedIOException closed) {
                        assertThat(fault.delivery()).isNotEqualTo(Fault.Delivery.WHOLE);
                    }
                    assertThat(acme.infra.branches()).contains("new");
                    assertThat(acme.api.delete(BRANCHES + "/new").statusCode()).isEqualTo(204);
                });
    }

    @Test
    void anAnswerThatIsCutShortBreaksOffInTheMiddle() throws Exception {
        acme.bitbucket.misbehaveOnce(Fault.cutShort());
        HttpResponse<InputStream> response =
                RawClient.HTTP.send(acme.api.request("/user").build(), BodyHandlers.ofInputStream());

        long length = response.headers().firstValueAsLong("Content-Length").orElseThrow();
        try (InputStream body = response.body()) {
            assertThat(body.readNBytes((int) length / 2)).hasSize((int) length / 2);
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tooManyRequestsAreToldSo() {
        acme.bitbucket.misbehaveOnce(
                Fault.rateLimited(),
                Fault.rateLimited(Duration.ofSeconds(7)),
                Fault.rateLimitedUntil(Instant.parse("2026-11-23T10:15:30Z")));

        HttpResponse<String> silent = acme.api.get("/user");
        assertThat(silent.statusCode()).isEqualTo(429);
        assertThat(silent.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(silent.headers().firstValue("Retry-After")).isEmpty();
        assertThat(acme.api.get("/user").headers().firstValue("Retry-After")).contains("7");
        assertThat(acme.api.get("/user").headers().firstValue("Retry-After")).contains("Mon, 23 Nov 2026 10:15:30 GMT");
    }

    @Test
    void aRateIsKept() {
        acme.bitbucket.rateLimit(1);

        List<Integer> statuses = IntStream.range(0, 20)
                .mapToObj(i -> acme.api.get("/user").statusCode())
                .toList();
        assertThat(statuses).contains(200, 429);
    }

    @Test
    void theTokensOfAnAccountShareItsRate() {
        acme.bitbucket.rateLimit(2, Duration.ofDays(1));
        RawClient other = acme.as(acme.ci, Scopes.READ_USER);
        assertThat(acme.api.get("/user").statusCode()).isEqualTo(200);
        assertThat(other.get("/user").statusCode()).isEqualTo(200);
        assertThat(other.get("/user").statusCode()).isEqualTo(429);
        assertThat(acme.api.get("/user").statusCode()).isEqualTo(429);
        assertThat(acme.as(acme.ada, Scopes.READ_USER).get("/user").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPlanDecidesOnEachRequest() {
        acme.bitbucket.misbehave(request ->
                request.method().equals("POST") ? Fault.answer(401, "text/plain", "Unauthorized") : Fault.none());

        assertThat(create().body()).isEqualTo("Unauthorized");
        assertThat(acme.api.get("/user").statusCode()).isEqualTo(200);
    }

    @Test
    void aHugeAnswerIsStreamed() throws Exception {
        acme.bitbucket.misbehaveOnce(Fault.huge(50_000_000));
        HttpResponse<InputStream> response =
                RawClient.HTTP.send(acme.api.request("/user").build(), BodyHandlers.ofInputStream());

        try (InputStream body = response.body()) {
            assertThat(body.skip(50_000_000)).isPositive();
        }
    }

    @Test
    void manyDelayedAnswersHoldNoThread() {
        acme.bitbucket.delay(Duration.ofSeconds(1));
        Instant begin = Instant.now();
        List<CompletableFuture<HttpResponse<Void>>> answers = IntStream.range(0, 200)
                .mapToObj(
                        i -> RawClient.HTTP.sendAsync(acme.api.request("/user").build(), BodyHandlers.discarding()))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        // One after the other on the few threads, they would take 200 / 16 times the delay.
        assertThat(Duration.between(begin, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(12));
    }

    @Test
    void requestsAreRecordedAsTheyWere() {
        acme.api.get("/repositories/acme/infra/refs/branches/feature%2Fx?fields=name");
        create();
        assertThat(acme.bitbucket.requests()).hasSize(2);
        RecordedRequest first = acme.bitbucket.requests().get(0);
        RecordedRequest second = acme.bitbucket.requests().get(1);

        assertThat(first.path()).isEqualTo("/2.0/repositories/acme/infra/refs/branches/feature%2Fx");
        assertThat(first.query()).isEqualTo("fields=name");
        assertThat(first.header("authorization").orElseThrow()).startsWith("Basic ");
        assertThat(second.method()).isEqualTo("POST");
        assertThat(second.body()).isEqualTo(NEW_BRANCH);
        assertThat(second.answerBody()).contains("\"name\":\"new\"");
        assertThat(second.answerHeaders().get("content-type")).startsWith("application/json");

        acme.bitbucket.forgetRequests();
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    private HttpResponse<String> create() {
        return acme.api.post(BRANCHES, NEW_BRANCH);
    }
}
