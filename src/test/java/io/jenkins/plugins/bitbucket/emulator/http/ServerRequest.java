package io.jenkins.plugins.bitbucket.emulator.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived: path and query as they were sent, still encoded; header names in any letter case.
 *
 * @param query without the question mark; empty where there is none
 * @param content what was sent; nothing for git, whose bodies are streamed
 */
public record ServerRequest(
        String method, String path, String query, Map<String, String> headers, RequestBody content) {

    /** What was sent, as text; empty if it is long. */
    public String body() {
        return content.text();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Without headers, for those hold tokens. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }
}
