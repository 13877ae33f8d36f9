package io.jenkins.plugins.bitbucket.emulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Reads requests from the server of the JDK. */
public final class RequestReader {

    private RequestReader() {}

    public static ServerRequest whole(HttpExchange exchange) throws IOException {
        return request(exchange, RequestBody.read(exchange.getRequestBody()));
    }

    /** Leaves the body to be streamed. */
    public static ServerRequest withoutBody(HttpExchange exchange) {
        return request(exchange, RequestBody.NONE);
    }

    private static ServerRequest request(HttpExchange exchange, RequestBody body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        String query = exchange.getRequestURI().getRawQuery();
        return new ServerRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                Collections.unmodifiableMap(headers),
                body);
    }
}
