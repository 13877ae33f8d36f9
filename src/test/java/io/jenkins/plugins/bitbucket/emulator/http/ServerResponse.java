package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The response to a request.
 *
 * @param status 0 for no response
 * @param headers by their case-insensitive names; a value with several lines becomes several headers
 * @param content the body
 * @param filler the number of bytes after the body, which are streamed
 */
public record ServerResponse(int status, Map<String, String> headers, byte[] content, long filler) {

    public static final ServerResponse NONE = empty(0);

    public ServerResponse {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = Collections.unmodifiableMap(byName);
    }

    public static ServerResponse of(int status, String contentType, String body) {
        return raw(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static ServerResponse raw(int status, String contentType, byte[] content) {
        return new ServerResponse(status, Map.of("Content-Type", contentType), content, 0);
    }

    public static ServerResponse json(int status, JsonNode body) {
        return of(status, "application/json; charset=utf-8", body.toString());
    }

    public static ServerResponse text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body);
    }

    static ServerResponse html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body);
    }

    public static ServerResponse empty(int status) {
        return new ServerResponse(status, Map.of(), new byte[0], 0);
    }

    /** The body as text. */
    public String body() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public ServerResponse with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new ServerResponse(status, more, content, filler);
    }

    ServerResponse withBody(String body) {
        return new ServerResponse(status, headers, body.getBytes(StandardCharsets.UTF_8), filler);
    }
}
