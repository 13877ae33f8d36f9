package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.core.http.MockApi.answer;
import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.SafeText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator sees with a log recorder for the plugin's package at FINE. */
@Timeout(300)
@ResourceLock("java.util.logging")
class LoggingTest {

    private static final String TOKEN = Canary.START + "F0T4k9-a-token-that-is-logged-nowhere_+/~=5C3A0F21";

    private static final Logger OURS = Logger.getLogger("io.jenkins.plugins.bitbucket");
    private static final Logger OF_OKHTTP = Logger.getLogger("okhttp3");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler recorder = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            StringWriter text = new StringWriter().append(formatter.formatMessage(line));
            if (line.getThrown() != null) {
                line.getThrown().printStackTrace(new PrintWriter(text));
            }
            lines.add(line.getLevel() + " " + text);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void record() {
        for (Logger logger : List.of(OURS, OF_OKHTTP)) {
            logger.setLevel(Level.ALL);
            logger.setUseParentHandlers(false);
            logger.addHandler(recorder);
        }
        recorder.setLevel(Level.ALL);
    }

    @AfterEach
    void stop() {
        for (Logger logger : List.of(OURS, OF_OKHTTP)) {
            logger.removeHandler(recorder);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }

    /** @param id distinguishes its lines from those of other tests */
    private static BitbucketClient client(BitbucketCloud bitbucket, String id) {
        return bitbucket.as(
                new ApiCredential(id, new Email(id + "@acme.example"), new ApiToken(TOKEN)),
                new RetryPolicy(Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(20), wait -> {}));
    }

    private List<String> linesOf(String id) {
        return lines.stream().filter(line -> line.contains("“" + id + "”")).toList();
    }

    @Test
    void logsEachRequestWithItsResponse() {
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            api.server.enqueue(
                    answer(200).setHeader("X-B3-TraceId", "0af7651916cd43dd").build());

            client(api.bitbucket(), "log-request").repository(INFRA).get().join();
        }

        assertThat(linesOf("log-request"))
                .singleElement()
                .asString()
                .matches("FINE GET /2\\.0/repositories/acme/infra with the credential “log-request”: answered 200,"
                        + " request ID 0af7651916cd43dd, after \\d+ ms");
    }

    @Test
    void logsEachWaitAndItsReason() {
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            api.server.enqueue(answer(502).build());
            api.server.enqueue(answer(429).setHeader("Retry-After", "1").build());
            api.server.enqueue(answer(200).build());

            client(api.bitbucket(), "log-wait").repository(INFRA).get().join();
        }

        assertThat(linesOf("log-wait"))
                .anyMatch(line -> line.contains("answered 502"))
                .anyMatch(line -> line.contains("answered 429"))
                .anyMatch(line -> line.contains("answered 200"))
                .anyMatch(line -> line.contains("waits until others of its account are answered"));
        assertThat(lines)
                .anyMatch(line -> line.matches("FINE Bitbucket failed \\(502\\).* Trying again in \\d+ ms.*"))
                .anyMatch(line ->
                        line.startsWith("FINE Bitbucket accepts no more requests of this account for now (429)"));
    }

    @Test
    void logsEachFailureWithItsCauses() {
        try (MockApi api = new MockApi(Protocol.HTTP_2)) {
            BitbucketCloud untrusting = BitbucketCloud.at(api.apiUrl(), Duration.ofSeconds(5), Duration.ofSeconds(20));

            client(untrusting, "log-failure")
                    .currentUser()
                    .handle((user, failure) -> null)
                    .join();
        }

        assertThat(linesOf("log-failure"))
                .singleElement()
                .asString()
                .contains(
                        "GET /2.0/user with the credential “log-failure”: failed: javax.net.ssl.SSLHandshakeException")
                .contains("caused by sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid");
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP_1_1", "HTTP_2"})
    @Tag("slow")
    void neverLogsATokenWhateverOkHttpLogs(Protocol protocol) {
        try (MockApi api = new MockApi(protocol)) {
            BitbucketClient client = client(api.bitbucket(), "log-canary");
            api.server.enqueue(answer(200).build());
            api.server.enqueue(answer(201).build());
            api.server.enqueue(answer(500).setHeader("X-B3-TraceId", TOKEN).build());
            api.server.enqueue(
                    answer(200).onResponseBody(new SocketEffect.CloseSocket()).build());
            api.server.enqueue(
                    answer(301).setHeader("Location", "/2.0/" + TOKEN).build());
            api.server.enqueue(answer(401).setHeader("WWW-Authenticate", TOKEN).build());

            client.repository(INFRA).get().join();
            client.repository(INFRA)
                    .createBranch(new BranchName("bump"), "main")
                    .join();
            client.repository(INFRA).get().handle((repository, failure) -> null).join();
            client.repository(INFRA)
                    .branch(new BranchName(TOKEN.replaceAll("[~]", "-")))
                    .handle((branch, failure) -> null)
                    .orTimeout(1, java.util.concurrent.TimeUnit.SECONDS)
                    .exceptionally(late -> null)
                    .join();
        }

        assertThat(linesOf("log-canary")).hasSizeGreaterThan(4);
        assertThat(lines).anyMatch(line -> line.contains("OkHttp"));
        if (protocol == Protocol.HTTP_2) {
            assertThat(lines).anyMatch(line -> line.contains("HEADERS"));
        }
        SafeText.assertHides(String.join("\n", lines), TOKEN);
    }
}
