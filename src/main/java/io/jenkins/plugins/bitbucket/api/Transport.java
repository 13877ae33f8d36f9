package io.jenkins.plugins.bitbucket.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends the requests of one operation, reads the answers within limits, and keeps what they tell about the token. */
final class Transport {

    private static final int MOST_REDIRECTS = 3;
    // Bitbucket itself admits no more requests within an hour.
    private static final int MOST_PAGES = 1_000;

    private final HttpClient http;
    private final URI apiUrl;
    private final Duration timeout;
    private final long longestAnswer;
    private final ApiCredential credential;
    private final Supplier<Optional<String>> proxyAuthorization;
    private final AtomicInteger sent = new AtomicInteger();
    private final Set<Flight> inFlight = ConcurrentHashMap.newKeySet();
    private volatile Optional<Set<String>> grantedScopes = Optional.empty();
    private volatile boolean aborted;

    Transport(
            HttpClient http,
            URI apiUrl,
            Duration timeout,
            long longestAnswer,
            ApiCredential credential,
            Supplier<Optional<String>> proxyAuthorization) {
        this.http = http;
        this.apiUrl = apiUrl;
        this.timeout = timeout;
        this.longestAnswer = longestAnswer;
        this.credential = credential;
        this.proxyAuthorization = proxyAuthorization;
    }

    ApiCredential credential() {
        return credential;
    }

    int requestsSent() {
        return sent.get();
    }

    Optional<Set<String>> grantedScopes() {
        return grantedScopes;
    }

    /** Ends what is in flight, and lets nothing start any more. */
    void abort() {
        aborted = true;
        inFlight.forEach(Flight::cancel);
    }

    /** @param path below the API's address, encoded, with its query */
    <T> CompletableFuture<T> get(String action, String path, Function<JsonNode, T> read) {
        return exchange(action, "GET", URI.create(apiUrl + path), null, read);
    }

    <T> CompletableFuture<T> send(
            String action, String method, String path, JsonNode body, Function<JsonNode, T> read) {
        return exchange(action, method, URI.create(apiUrl + path), body, read);
    }

    <T> CompletableFuture<Page<T>> page(String action, String path, Function<JsonNode, T> read) {
        return page(action, URI.create(apiUrl + path), MOST_PAGES, read);
    }

    private <T> CompletableFuture<Page<T>> page(String action, URI url, int pages, Function<JsonNode, T> read) {
        Attempt attempt = new Attempt(action, credential);
        return exchange(action, "GET", url, null, json -> {
            if (!json.path("values").isArray()) {
                throw new Json.UnexpectedShape("/values");
            }
            Optional<URI> next = Json.maybeText(json, "/next").map(link -> ownLink(attempt, url, link));
            if (pages == 1 && next.isPresent()) {
                throw attempt.nonsense("it goes on for more than " + MOST_PAGES + " pages");
            }
            return new Page<>(
                    Json.list(json, "values", read), next.map(link -> () -> page(action, link, pages - 1, read)));
        });
    }

    private <T> CompletableFuture<T> exchange(
            String action, String method, URI url, JsonNode body, Function<JsonNode, T> read) {
        Attempt attempt = new Attempt(action, credential);
        Flight flight = new Flight();
        inFlight.add(flight);
        CompletableFuture<T> result = exchange(flight, attempt, method, url, body, MOST_REDIRECTS)
                .thenApply(answer -> {
                    if (!answer.success()) {
                        throw attempt.failure(answer);
                    }
                    return readJson(attempt, answer, read);
                });
        result.whenComplete((value, failure) -> {
            inFlight.remove(flight);
            flight.cancel();
        });
        return result;
    }

    private CompletableFuture<Answer> exchange(
            Flight flight, Attempt attempt, String method, URI url, JsonNode body, int redirects) {
        if (aborted) {
            return CompletableFuture.failedFuture(cancelled());
        }
        sent.incrementAndGet();
        return flight.carry(http.sendAsync(request(method, url, body), LimitedBody.handler(longestAnswer)))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure != null) {
                        throw flight.cancelled() ? cancelled() : lost(attempt, failure);
                    }
                    return new Answer(url, response.statusCode(), response.headers(), response.body());
                })
                .thenCompose(answer -> {
                    answer.grantedScopes().ifPresent(scopes -> grantedScopes = Optional.of(scopes));
                    if (!answer.redirect() || !method.equals("GET")) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    if (redirects == 0) {
                        throw attempt.nonsense("it redirects without end");
                    }
                    URI target = ownLink(attempt, url, answer.header("Location").orElse(""));
                    return exchange(flight, attempt, method, target, body, redirects - 1);
                });
    }

    /** One call on its way, whichever request it is at. */
    private static final class Flight {
        private CompletableFuture<?> exchange;
        private boolean cancelled;

        /** The answer, in a future of its own: cancelling the client's own one is left to {@link #cancel}. */
        synchronized <T> CompletableFuture<T> carry(CompletableFuture<T> newExchange) {
            exchange = newExchange;
            if (cancelled) {
                exchange.cancel(true);
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            newExchange.whenComplete((value, failure) -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            return answer;
        }

        synchronized void cancel() {
            cancelled = true;
            if (exchange != null) {
                exchange.cancel(true);
            }
        }

        synchronized boolean cancelled() {
            return cancelled;
        }
    }

    private static CancellationException cancelled() {
        return new CancellationException("The operation was cancelled.");
    }

    private HttpRequest request(String method, URI url, JsonNode body) {
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

    private static <T> T readJson(Attempt attempt, Answer answer, Function<JsonNode, T> read) {
        JsonNode json = answer.json();
        if (json.isMissingNode()) {
            throw attempt.nonsense("it is not JSON, but “"
                    + Text.printable(answer.header("Content-Type").orElse("of no type")) + "”");
        }
        try {
            return read.apply(json);
        } catch (Json.UnexpectedShape e) {
            throw attempt.nonsense(e.getMessage());
        }
    }

    /** A link from an answer, to be followed with the token only where the token came from. */
    private URI ownLink(Attempt attempt, URI from, String link) {
        try {
            return OwnLink.follow(apiUrl, from, link);
        } catch (IllegalArgumentException e) {
            throw attempt.nonsense(e.getMessage());
        }
    }

    private RuntimeException lost(Attempt attempt, Throwable failure) {
        Throwable cause = BitbucketException.cause(failure);
        if (cause instanceof LimitedBody.TooLong tooLong) {
            return attempt.nonsense(tooLong.getMessage());
        }
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return attempt.unreachable("Bitbucket did not answer within " + timeout.toSeconds() + " seconds", cause);
        }
        if (cause instanceof IOException) {
            if (cause.getCause() instanceof LimitedBody.TooLong tooLong) {
                return attempt.nonsense(tooLong.getMessage());
            }
            String why = Text.printable(Optional.ofNullable(cause.getMessage())
                    .orElse(cause.getClass().getSimpleName()));
            return attempt.unreachable(apiUrl.getHost() + " can't be reached (" + why + ")", cause);
        }
        return attempt.unreachable("the request failed (" + cause.getClass().getSimpleName() + ")", cause);
    }
}
