package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came back for a request, whole.
 *
 * @param url what was asked
 */
public record Response(URI url, int status, HttpHeaders headers, byte[] body) {

    public boolean success() {
        return status >= 200 && status < 300;
    }

    boolean redirect() {
        return status == 301 || status == 302 || status == 307 || status == 308;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The scopes of the token, which Bitbucket tells with its answers, if it did. */
    public Optional<Set<String>> grantedScopes() {
        return scopes("X-OAuth-Scopes");
    }

    /** The scopes that what was asked takes, if Bitbucket told them. */
    Optional<Set<String>> acceptedScopes() {
        return scopes("X-Accepted-OAuth-Scopes");
    }

    private Optional<Set<String>> scopes(String header) {
        return header(header).map(value -> {
            Set<String> scopes = new TreeSet<>(Arrays.asList(value.strip().split("[\\s,]+")));
            scopes.remove("");
            return scopes;
        });
    }

    /** What Atlassian's support asks for. */
    Optional<String> traceId() {
        return header("x-b3-traceid").or(() -> header("x-trace-id")).filter(id -> id.matches("[A-Za-z0-9-]{1,64}"));
    }

    /** The body as JSON; missing if it is none. */
    public JsonNode json() {
        boolean json =
                header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("json");
        if (!json) {
            return MissingNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException | StackOverflowError e) {
            return MissingNode.getInstance();
        }
    }
}
