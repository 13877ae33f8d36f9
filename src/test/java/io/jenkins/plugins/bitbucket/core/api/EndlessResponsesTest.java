package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.RawServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endless response causes one error, and needs no more memory and time than a long one. */
class EndlessResponsesTest {

    private static final long GIGABYTE = 1_000_000_000;
    // What is read, and what the operating system may buffer in addition.
    private static final long MAX_SENT = 40_000_000;

    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();
    private final RepositoryClient infra = client.repository(INFRA);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1000000000\r\n\r\n|[",
                "\r\n|{\"a\":",
                "Transfer-Encoding: chunked\r\n\r\n|8\r\n[[[[[[[[\r\n"
            })
    void stopsReadingABodyOfAGigabyte(String answer) throws Exception {
        String[] startAndMore = answer.split("\\|");
        try (RawServer server = new RawServer(RawServer.endless(JSON + startAndMore[0], startAndMore[1], GIGABYTE))) {
            assertThat(failureOf(clientOf(server).repository(INFRA).get()))
                    .isInstanceOf(UnexpectedResponse.class)
                    .hasMessageContaining("it is longer than 4000000 bytes");
            assertThat(server.sentInTheEnd()).isLessThan(MAX_SENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n', 'X: y\r\n'",
        "'HTTP/1.1 200 OK\r\nX: ', y",
        "'HTTP/1.1 200 ', y",
        "'', y",
        "'', '\r\n'",
        "'', 'HTTP/1.1 100 Continue\r\n\r\n'",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8;', y"
    })
    void stopsReadingAHeadOfAGigabyte(String start, String more) {
        try (RawServer server = new RawServer(RawServer.endless(start, more, GIGABYTE))) {
            assertThat(failureOf(clientOf(server).repository(INFRA).get())).isInstanceOf(Unavailable.class);
            assertThat(server.sent()).isLessThan(MAX_SENT);
        }
    }

    private static BitbucketClient clientOf(RawServer server) {
        return BitbucketCloud.at(server.apiUrl(), Duration.ofSeconds(5), Duration.ofMinutes(5))
                .as(Acme.credential("ATATT3xFfGF0-a-token-of-some-length"));
    }

    @Test
    void stopsReadingAGigabyteFromBitbucketItself() {
        acme.bitbucket.misbehaveOnce(Fault.huge(GIGABYTE));

        assertThat(failureOf(infra.branches()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it is longer than 4000000 bytes");
        assertThat(infra.branches().join().values()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"[, ]", "'{\"a\":', }", "'{\"error\":', }", "'{\"values\":[', ]}"})
    void rejectsAMillionNestedValues(String open, String close) {
        int depth = 1_000_000 / open.length();
        String nested = open.repeat(depth) + "1" + close.repeat(depth);
        for (int status : new int[] {200, 400, 403, 404, 500}) {
            acme.bitbucket.misbehaveOnce(Fault.answer(status, "application/json", nested));
            assertSafe(failureOf(infra.branches()), client.credential().token().reveal());
        }
    }

    @Test
    void repeatsOnlyTheStartOfAListInAnError() {
        String scopes = String.join(
                ",",
                IntStream.range(0, 50_000)
                        .mapToObj(i -> "\"" + "scope".repeat(10) + i + "\"")
                        .toList());
        acme.bitbucket.misbehaveOnce(Fault.answer(
                403,
                "application/json",
                "{\"error\":{\"message\":\"m\",\"detail\":{\"required\":[" + scopes + "],\"granted\":[]}}}"));

        BitbucketException failure = failureOf(infra.get());

        assertThat(failure)
                .isInstanceOfSatisfying(
                        ScopeMissing.class,
                        missing -> assertThat(missing.required()).hasSize(100));
        assertSafe(failure, client.credential().token().reveal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/", "../", "%2F", "?"})
    void followsNoLinkOfAMillionSegments(String segment) {
        String link = "a/".repeat(500_000) + segment.repeat(500_000);
        acme.bitbucket.misbehaveOnce(
                Fault.answer(200, "application/json", "{\"values\":[],\"next\":\"" + link + "\"}"));

        assertThat(failureOf(infra.branches()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("characters");
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void ignoresAPageAddressThatIsTooLong() {
        acme.bitbucket.misbehaveOnce(Fault.answer(
                200,
                "application/json",
                "{\"full_name\":\"acme/infra\",\"links\":{\"html\":{\"href\":\"https://bitbucket.org/"
                        + "a".repeat(9_000) + "\"}}}"));

        assertThat(infra.get().join())
                .isEqualTo(new Repository("acme/infra", "", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @org.junit.jupiter.api.Tag("exhaustive")
    @Test
    void stopsReadingAnEndlessList() {
        AtomicInteger page = new AtomicInteger();
        acme.bitbucket.misbehave(request -> Fault.answer(
                200,
                "application/json",
                "{\"values\":[],\"next\":\"" + request.path() + "?page=" + page.incrementAndGet() + "\"}"));

        assertThat(failureOf(Page.collect(infra.branches(), Integer.MAX_VALUE)))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it has more than 1000 pages");
        assertThat(acme.bitbucket.requests()).hasSize(1_000);
    }
}
