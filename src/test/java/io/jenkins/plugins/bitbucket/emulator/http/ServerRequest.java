package io.jenkins.plugins.bitbucket.emulator.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request: the raw path and query, still encoded, and case-insensitive header names.
 *
 * @param query without the question mark; empty if there is none
 * @param content the body; empty for git, whose bodies are streamed
 */
public record ServerRequest(
        String method, String path, String query, Map<String, String> headers, RequestBody content) {

    /** The body as text; empty if it is long. */
    public String body() {
        return content.text();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Without headers, because they contain tokens. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }
}
