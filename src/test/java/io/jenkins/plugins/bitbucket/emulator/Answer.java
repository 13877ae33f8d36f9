package io.jenkins.plugins.bitbucket.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered to a request.
 *
 * @param status 0 for no answer at all
 * @param headers by their names, in any letter case
 * @param filler how many bytes follow the body; they are streamed, and held nowhere
 */
public record Answer(int status, Map<String, String> headers, String body, long filler) {

    static final Answer NONE = new Answer(0, Map.of(), "", 0);

    public Answer {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = Collections.unmodifiableMap(byName);
    }

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body, 0);
    }

    static Answer json(int status, JsonNode body) {
        return of(status, "application/json; charset=utf-8", body.toString());
    }

    static Answer text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body);
    }

    static Answer html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "", 0);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, filler);
    }
}
