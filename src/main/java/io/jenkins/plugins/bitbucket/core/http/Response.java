package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.Headers;

/**
 * A complete response.
 *
 * @param url the requested address
 * @param retryAfter how long Bitbucket asks to wait after the response, if it does
 * @param proxy the host and port of the proxy, if any
 */
public record Response(
        URI url, int status, Headers headers, Optional<Duration> retryAfter, Optional<String> proxy, byte[] body) {

    public boolean success() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.values(name).stream().findFirst();
    }

    /** The scopes of the token, if Bitbucket sends them with the response. */
    public Optional<Set<String>> grantedScopes() {
        return list("X-OAuth-Scopes");
    }

    /** The scopes of which the request needs one, if Bitbucket sends them with the response. */
    public Optional<Set<String>> acceptedScopes() {
        return list("X-Accepted-OAuth-Scopes");
    }

    /** The values of a header, on one or several lines; none if there is no such header. */
    private Optional<Set<String>> list(String name) {
        List<String> lines = headers.values(name);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Set<String> elements =
                new TreeSet<>(Arrays.asList(String.join(",", lines).strip().split("[\\s,]+")));
        elements.remove("");
        return Optional.of(elements);
    }

    /** The ID that Atlassian's support asks for. */
    public Optional<String> traceId() {
        return header("x-b3-traceid").or(() -> header("x-trace-id")).filter(id -> id.matches("[A-Za-z0-9-]{1,64}"));
    }

    public boolean isEmpty() {
        return body.length == 0;
    }

    /** The content type of the response; empty if there is none. */
    public String contentType() {
        return header("Content-Type").orElse("");
    }

    /** Whether its content type is JSON. */
    public boolean isJson() {
        return contentType().toLowerCase(Locale.ROOT).contains("json");
    }

    /** The body as JSON; missing if it is not JSON. */
    public JsonNode asJson() {
        if (!isJson()) {
            return MissingNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException | StackOverflowError e) {
            return MissingNode.getInstance();
        }
    }
}
