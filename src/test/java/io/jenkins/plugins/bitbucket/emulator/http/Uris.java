package io.jenkins.plugins.bitbucket.emulator.http;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Creates the addresses in responses, and parses those of requests. */
public record Uris(URI origin) {

    /** An address of the API: encodes the segments, except slashes in the last one. */
    public String api(String... segments) {
        return origin + "/2.0" + path(segments);
    }

    /** The address of a web page. */
    public String html(String... segments) {
        return origin + path(segments);
    }

    public String atOrigin(String rawPathAndQuery) {
        return origin + rawPathAndQuery;
    }

    public static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The segments of a path, split at plain and encoded slashes; seen. */
    public static List<String> segments(String rawPath) {
        String path = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }

    /** The parameters of a query, in order, including repeated ones. */
    public static List<Map.Entry<String, String>> parameters(String rawQuery) {
        return Stream.of(rawQuery.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(decoded(pair[0]), pair.length == 1 ? "" : decoded(pair[1])))
                .toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encoded(segment).replace("%2F", "/"));
        }
        return path.toString();
    }
}
