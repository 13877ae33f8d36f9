package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.Json;
import io.jenkins.plugins.bitbucket.core.http.Response;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.function.Function;

/** Reads a response as JSON, or reports what came instead. */
final class JsonAnswer {

    private JsonAnswer() {}

    /** @throws UnexpectedResponse if it is not JSON, or lacks what {@code read} needs */
    static <T> T read(RestErrorDecoder decoder, Response answer, Function<JsonNode, T> read) {
        JsonNode json = answer.asJson();
        if (json.isMissingNode()) {
            String what = noJson(answer);
            throw decoder.unexpectedResponse(answer.proxy()
                    .map(proxy -> Sentences.of("Unexpected.ByProxy", what, proxy))
                    .orElse(what));
        }
        try {
            return read.apply(json);
        } catch (Json.UnexpectedShape e) {
            throw decoder.unexpectedResponse(e.getMessage());
        }
    }

    private static String noJson(Response answer) {
        if (answer.isEmpty()) {
            return Sentences.of("Unexpected.Empty");
        }
        if (answer.isJson()) {
            return Sentences.of("Unexpected.BrokenJson");
        }
        String type = Text.printable(answer.contentType());
        return type.isEmpty() ? Sentences.of("Unexpected.Untyped") : Sentences.of("Unexpected.NotJson", type);
    }
}
