package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.benchmark.BareExchange.Sent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp, and nothing around it: it asks, and has the answer's bytes. */
final class BareOkHttp {

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final String authorization;

    /** @param authorization the value of that header */
    BareOkHttp(String authorization) {
        this(authorization, new OkHttpClient.Builder());
    }

    /** @param client for example, which servers to trust */
    BareOkHttp(String authorization, OkHttpClient.Builder client) {
        this.authorization = authorization;
        // As many idle connections as concurrent calls, as in the plugin.
        this.client = client.connectionPool(new ConnectionPool(10_000, 5, TimeUnit.MINUTES))
                .build();
    }

    /** In the thread that asks. */
    void send(List<Sent> requests) throws IOException {
        for (Sent request : requests) {
            bytes(call(request).execute());
        }
    }

    /** In threads of OkHttp, so that the one that asks would be free until the answer comes. */
    void enqueue(List<Sent> requests) {
        for (Sent request : requests) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            call(request).enqueue(new Callback() {
                @Override
                public void onResponse(Call call, Response response) {
                    try {
                        answer.complete(bytes(response));
                    } catch (IOException e) {
                        answer.completeExceptionally(e);
                    }
                }

                @Override
                public void onFailure(Call call, IOException e) {
                    answer.completeExceptionally(e);
                }
            });
            answer.join();
        }
    }

    byte[] get(String url) throws IOException {
        return bytes(call(new Sent("GET", url, "")).execute());
    }

    private Call call(Sent sent) {
        return client.newCall(new Request.Builder()
                .url(sent.url())
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .method(sent.method(), sent.body().isEmpty() ? null : RequestBody.create(sent.body(), JSON))
                .build());
    }

    private static byte[] bytes(Response answer) throws IOException {
        try (answer) {
            if (!answer.isSuccessful()) {
                throw new IOException("The embedded Bitbucket answered " + answer.code() + " to "
                        + answer.request().url());
            }
            return answer.body().bytes();
        }
    }
}
