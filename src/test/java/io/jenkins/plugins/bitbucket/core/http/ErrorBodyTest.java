package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of an error response are repeated. */
class ErrorBodyTest {

    private static Response response(int status, String type, String body) {
        return new Response(
                URI.create("https://api.bitbucket.org/2.0/user"),
                status,
                Headers.of("Content-Type", type),
                Optional.empty(),
                Optional.empty(),
                body.getBytes());
    }

    private static ErrorBody read(String type, String body) {
        return ErrorBody.of(response(400, type, body), UnaryOperator.identity());
    }

    private static ErrorBody error(String members) {
        return read("application/json", "{\"type\": \"error\", \"error\": {" + members.replace('`', '"') + "}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`message`: `No.` | No.",
                "`message`: `No.`, `detail`: `Because.` | No. Because.",
                "`message`: `No`, `detail`: `Because.` | No; Because.",
                "`message`: `Bad request`, `detail`: `Because.` | Bad request: Because.",
                "`message`: `No, because.`, `detail`: `because` | No, because.",
                "`fields`: {`title`: [`Too long.`, `Odd.`]} | title: Too long. title: Odd.",
                "`message`: `No.`, `fields`: {`source`: {`branch`: {`name`: [`Missing.`]}}} |"
                        + " No. source.branch.name: Missing.",
                "`detail`: {`count`: 3, `none`: null} | count: 3"
            })
    void theMessageAndWhatItDoesNotContainAreJoined(String members, String words) {
        assertThat(error(members).words()).isEqualTo(words);
        assertThat(error(members).meaning()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"`message`: `Bad Request.`", "`message`: `400 Bad request`", "`message`: ``", "`code`: 1"})
    void theNameOfTheStatusHasNoMeaning(String members) {
        assertThat(error(members).meaning()).isEmpty();
    }

    @Test
    void nothingIsAddedToALongText() {
        String tooLong = "x".repeat(1_000);

        assertThat(error("`message`: `" + tooLong + "`, `detail`: `No.`").words())
                .isEqualTo(tooLong);
        assertThat(error("`message`: `" + tooLong.substring(1) + "`, `detail`: `No.`")
                        .words())
                .isEqualTo(tooLong.substring(1) + "; No.");
    }

    @Test
    void aHundredTextsAreKept() {
        String fields = IntStream.range(0, 60)
                .mapToObj(i -> "`f" + i + "`: [`a`, `b`]")
                .collect(Collectors.joining(",", "`fields`: {", "}"));

        ErrorBody body = error(fields);

        assertThat(body.fields()).hasSize(50).containsKeys("f0", "f49");
        assertThat(body.fields().values()).allSatisfy(texts -> assertThat(texts).containsExactly("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "{`error_description`: `Expired.`; `message`: `No.`}, Expired.",
        "{`message`: `No.`; `error`: `denied`}, No.",
        "{`error`: `denied`}, denied",
        "{`message`: `<b>No</b>`; `error`: `denied`}, denied"
    })
    void theJsonOfAGatewayIsReadToo(String json, String words) {
        assertThat(read("application/json", json.replace('`', '"').replace(';', ','))
                        .words())
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"text/plain, 200, true", "TEXT/PLAIN, 1, true", "text/plain, 201, false", "text/html, 1, false"})
    void onlyAShortPlainTextIsRepeated(String type, int length, boolean repeated) {
        assertThat(read(type, "x".repeat(length)).words()).hasSize(repeated ? length : 0);
    }

    @ParameterizedTest
    @CsvSource({"199, false", "200, true", "299, true", "300, false"})
    void aStatusFrom200To299IsASuccess(int status, boolean success) {
        assertThat(response(status, "text/plain", "").success()).isEqualTo(success);
    }
}
