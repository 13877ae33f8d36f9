package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertHides;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.RawServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that a server echoes is never exposed, wherever the server echoes it. */
class RepeatedTokenTest {

    private static final String TOKEN = "ATATT3xFfGF0T4k9-a-token-of-some-length_+/~=5C3A0F21";
    private static final Pattern SENT = Pattern.compile("Authorization: Basic (\\S+)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SENT\r\n\r\n",
                "HTTP/1.1 SENT\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: SENT\r\n\r\n",
                "HTTP/1.1 200 OK\r\nSENT: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nSENT\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: SENT\r\n\r\n",
                "HTTP/1.1 500 Oh\r\nX-B3-TraceId: SENT\r\n\r\n",
                "HTTP/1.1 500 Oh\r\nX-B3-TraceId: START\r\n\r\n",
                "HTTP/1.1 301 There\r\nLocation: http://SENT\r\n\r\n",
                "HTTP/1.1 400 Bad\r\nContent-Type: text/json\r\n\r\n{\"error\":{\"message\":\"SENT\"}}",
                "HTTP/1.1 404 Bad\r\nContent-Type: text/json\r\n\r\n{\"error\":{\"message\":\"PLAIN\"}}",
                "HTTP/1.1 404 Bad\r\nContent-Type: text/json\r\n\r\n{\"error\":{\"message\":\"START…\"}}",
                "HTTP/1.1 404 Bad\r\nContent-Type: text/json\r\n\r\n{\"error\":{\"message\":\"ENCODED\"}}",
                "HTTP/1.1 403 No\r\nContent-Type: text/json\r\n\r\n{\"error\":{\"detail\":{\"required\":[\"SENT\",\"PLAIN\"]}}}"
            })
    void isInNoMessageAndNoStackTrace(String answer) {
        try (RawServer server = repeating(answer)) {
            assertSafe(failureOf(clientOf(server).repository(INFRA).get()), TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad\r\nContent-Type: text/json\r\n\r\n"
                        + "{\"error\":{\"message\":\"m\",\"fields\":{\"PLAIN\":[\"SENT\"]},\"data\":{\"key\":\"ENCODED\"}}}"
            })
    void isInNoPartOfARefusal(String answer) {
        try (RawServer server = repeating(answer)) {
            assertThat(failureOf(clientOf(server).repository(INFRA).get()))
                    .isInstanceOfSatisfying(
                            Invalid.class,
                            invalid -> assertHides(invalid.fields() + invalid.key() + invalid.getMessage(), TOKEN));
        }
    }

    private static RawServer repeating(String answer) {
        return new RawServer((request, out) -> {
            Matcher sent = SENT.matcher(request);
            assertThat(sent.find()).isTrue();
            out.write(answer.replace("SENT", sent.group(1))
                    .replace("PLAIN", TOKEN)
                    .replace("START", TOKEN.substring(0, 30))
                    .replace("ENCODED", BitbucketClient.encode(TOKEN))
                    .getBytes(StandardCharsets.UTF_8));
        });
    }

    private static BitbucketClient clientOf(RawServer server) {
        return BitbucketCloud.at(server.apiUrl(), Duration.ofSeconds(5), Duration.ofSeconds(20))
                .as(Acme.credential(TOKEN));
    }
}
