package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends requests to the API, and to nowhere else, and reads the answers within limits.
 *
 * @param timeout how long an answer may take, to its last byte
 * @param proxyAuthorization what the proxy wants to see, if there is one
 */
public record HttpTransport(
        HttpClient client, URI apiUrl, Duration timeout, Supplier<Optional<String>> proxyAuthorization) {

    private static final int MOST_REDIRECTS = 3;
    // The longest answer that is expected is a page of 100 repositories, some 300 kB.
    private static final int LONGEST_ANSWER = 4_000_000;

    /** Sends one request, and those to which its answer redirects. */
    public CompletableFuture<Response> exchange(
            Flight flight, RestErrorDecoder attempt, String method, URI url, JsonNode body) {
        return exchange(flight, attempt, method, url, body, MOST_REDIRECTS);
    }

    private CompletableFuture<Response> exchange(
            Flight flight, RestErrorDecoder attempt, String method, URI url, JsonNode body, int redirects) {
        HttpRequest request = request(attempt.credential(), method, url, body);
        CompletableFuture<Response> answer = new CompletableFuture<>();
        BodyHandler<Void> reader = head -> new LimitedBody(
                LONGEST_ANSWER,
                flight::landed,
                read -> answer.complete(new Response(url, head.statusCode(), head.headers(), read)));
        return flight.carry(
                        answer,
                        () -> client.sendAsync(request, reader),
                        // As a proxy that refuses a tunnel: the client does not give what it says to anyone.
                        response -> new Response(url, response.statusCode(), response.headers(), new byte[0]))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw flight.isCancelled() ? Flight.cancelled() : lost(attempt, failure);
                })
                .thenCompose(got -> {
                    if (!got.redirect() || !method.equals("GET")) {
                        return CompletableFuture.completedFuture(got);
                    }
                    if (redirects == 0) {
                        throw attempt.unexpectedResponse("it redirects without end");
                    }
                    URI target = ownLink(attempt, url, got.header("Location").orElse(""));
                    return exchange(flight, attempt, method, target, body, redirects - 1);
                });
    }

    /** A link from an answer, to be followed with the token only where the token came from. */
    public URI ownLink(RestErrorDecoder attempt, URI from, String link) {
        try {
            return SameOriginLink.follow(apiUrl, from, link);
        } catch (IllegalArgumentException e) {
            throw attempt.unexpectedResponse(e.getMessage());
        }
    }

    private HttpRequest request(ApiCredential credential, String method, URI url, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Authorization", credential.token().authorization(credential.email()))
                .header("Accept", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : json(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        proxyAuthorization.get().ifPresent(value -> request.header("Proxy-Authorization", value));
        if (url.getScheme().equalsIgnoreCase("http")) {
            // Without TLS a change to HTTP/2 would be tried with headers that not every server takes.
            request.version(HttpClient.Version.HTTP_1_1);
        }
        return request.build();
    }

    private static BodyPublisher json(JsonNode body) {
        try {
            return BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RuntimeException lost(RestErrorDecoder attempt, Throwable failure) {
        Throwable cause = BitbucketException.cause(failure);
        if (cause instanceof LimitedBody.TooLong || cause.getCause() instanceof LimitedBody.TooLong) {
            return attempt.unexpectedResponse("it is longer than " + LONGEST_ANSWER + " bytes");
        }
        boolean arrived = !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return attempt.unreachable(
                    "Bitbucket did not answer within " + timeout.toSeconds() + " seconds", arrived, cause);
        }
        if (cause instanceof IOException) {
            String why = Text.printable(Optional.ofNullable(cause.getMessage())
                    .orElse(cause.getClass().getSimpleName()));
            return attempt.unreachable(apiUrl.getHost() + " can't be reached (" + why + ")", arrived, cause);
        }
        return attempt.unreachable("the request failed (" + cause.getClass().getSimpleName() + ")", arrived, cause);
    }
}
