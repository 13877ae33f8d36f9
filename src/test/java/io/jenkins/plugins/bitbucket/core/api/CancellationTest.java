package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that never answers observes how a cancelled call closes the connection. */
@Timeout(300)
class CancellationTest {

    private static final String TOO_MANY_REQUESTS =
            "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    @AutoClose
    private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));

    CancellationTest() throws IOException {}

    private BitbucketCloud bitbucket(Duration requestTimeout) {
        URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/2.0");
        return BitbucketCloud.at(url, Duration.ofSeconds(5), requestTimeout);
    }

    private BitbucketClient client(Duration requestTimeout) {
        return bitbucket(requestTimeout).as(Acme.credential(Canary.START));
    }

    /** Reads everything from a connection until the client closes it. */
    private static String untilHangUp(Socket connection) throws IOException {
        try (connection;
                InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes());
        }
    }

    private static void readRequestLine(Socket connection) throws IOException {
        assertThat(connection.getInputStream().readNBytes(5)).asString().isEqualTo("GET /");
    }

    @Test
    void cancelsOneCall() throws Exception {
        CompletableFuture<User> call = client(Duration.ofMinutes(5)).currentUser();
        Socket connection = silent.accept();
        readRequestLine(connection);

        call.cancel(true);

        assertThat(untilHangUp(connection)).contains("2.0/user HTTP/1.1");
    }

    @Test
    void cancelsAllCallsOfAnOperation() throws Exception {
        BitbucketClient client = client(Duration.ofMinutes(5));
        CompletableFuture<User> first = client.currentUser();
        Socket connection = silent.accept();
        readRequestLine(connection);
        CompletableFuture<Void> operation = client.cancelTogether(first.thenAccept(user -> {}));

        operation.cancel(true);

        assertThat(untilHangUp(connection)).contains("2.0/user HTTP/1.1");
        assertThat(client.repository(INFRA).get())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .isInstanceOf(CancellationException.class);
        assertThat(client.requestsSent()).isOne();
    }

    @Test
    void startsNoWaitingCallOfACancelledOperation() throws Exception {
        RetryPolicy patient =
                new RetryPolicy(Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(2), wait -> {});
        BitbucketClient client = bitbucket(Duration.ofMinutes(5)).as(Acme.credential(Canary.START), patient);
        CompletableFuture<User> first = client.currentUser();
        try (Socket throttled = silent.accept()) {
            readRequestLine(throttled);
            throttled.getOutputStream().write(TOO_MANY_REQUESTS.getBytes());
            try (Socket repeated = silent.accept()) {
                readRequestLine(repeated);
                // No other request is sent before this one is answered.
                List<CompletableFuture<User>> waiting =
                        Stream.generate(client::currentUser).limit(100).toList();

                client.cancel();

                assertThat(first).isCancelled();
                assertThat(waiting).allMatch(CompletableFuture::isCancelled);
                assertThat(client.requestsSent()).isEqualTo(2);
            }
        }
    }

    @Test
    @Tag("slow")
    void cancelsACallThatTakesTooLong() throws Exception {
        CompletableFuture<User> call = client(Duration.ofSeconds(5)).currentUser();
        Socket connection = silent.accept();

        assertThat(untilHangUp(connection)).contains("2.0/user HTTP/1.1");
        assertThat(Acme.failureOf(call)).hasMessageContaining("did not answer within");
    }
}
