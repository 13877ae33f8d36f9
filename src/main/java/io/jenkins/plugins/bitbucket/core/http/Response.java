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
 * What came back for a request, whole.
 *
 * @param url what was asked
 * @param retryAfter how long Bitbucket asks to wait from the answer on, if it said
 * @param proxy by which proxy it came, if by one: its host and port
 */
public record Response(
        URI url, int status, Headers headers, Optional<Duration> retryAfter, Optional<String> proxy, byte[] body) {

    public boolean success() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.values(name).stream().findFirst();
    }

    /** The scopes of the token, which Bitbucket tells with its answers, if it did. */
    public Optional<Set<String>> grantedScopes() {
        return list("X-OAuth-Scopes");
    }

    /** The scopes of which the request needs one, which Bitbucket tells with its answers, if it did. */
    public Optional<Set<String>> acceptedScopes() {
        return list("X-Accepted-OAuth-Scopes");
    }

    /** What a header lists, in one line or in several ones; none if there is no such header. */
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

    /** What Atlassian's support asks for. */
    public Optional<String> traceId() {
        return header("x-b3-traceid").or(() -> header("x-trace-id")).filter(id -> id.matches("[A-Za-z0-9-]{1,64}"));
    }

    public boolean isEmpty() {
        return body.length == 0;
    }

    /** As the answer says itself; empty if it does not say. */
    public String contentType() {
        return header("Content-Type").orElse("");
    }

    /** Whether it says that it is JSON. */
    public boolean isJson() {
        return contentType().toLowerCase(Locale.ROOT).contains("json");
    }

    /** The body as JSON; missing if it is none. */
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
