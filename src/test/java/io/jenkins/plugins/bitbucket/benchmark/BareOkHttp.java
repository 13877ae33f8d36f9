package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.benchmark.BareExchange.Sent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp, and nothing around it: a thread that asks, and has the answer's bytes. */
final class BareOkHttp {

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final String authorization;

    /** @param authorization the value of that header */
    BareOkHttp(String authorization) {
        this(authorization, new OkHttpClient.Builder());
    }

    /** @param client whom to trust, for example */
    BareOkHttp(String authorization, OkHttpClient.Builder client) {
        this.authorization = authorization;
        // As many idle connections as there were calls at the same time, as the plugin keeps them.
        this.client = client.connectionPool(new ConnectionPool(10_000, 5, TimeUnit.MINUTES))
                .build();
    }

    void send(List<Sent> requests) throws IOException {
        for (Sent request : requests) {
            send(request.method(), request.url(), request.body());
        }
    }

    byte[] get(String url) throws IOException {
        return send("GET", url, "");
    }

    private byte[] send(String method, String url, String body) throws IOException {
        Request request = new Request.Builder()
                .url(url)
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .method(method, body.isEmpty() ? null : RequestBody.create(body, JSON))
                .build();
        try (Response response = client.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("The embedded Bitbucket answered " + response.code() + " to " + url);
            }
            return response.body().bytes();
        }
    }
}
