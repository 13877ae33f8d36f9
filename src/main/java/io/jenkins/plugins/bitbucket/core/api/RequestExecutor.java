package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.BodyReader;
import io.jenkins.plugins.bitbucket.core.http.HttpTransport;
import io.jenkins.plugins.bitbucket.core.http.Json;
import io.jenkins.plugins.bitbucket.core.http.JsonBody;
import io.jenkins.plugins.bitbucket.core.http.Redirect;
import io.jenkins.plugins.bitbucket.core.http.Response;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import io.jenkins.plugins.bitbucket.core.retry.RateLimiter;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Logger;
import okhttp3.RequestBody;

/**
 * The calls of one operation. It sends each with a permit, retries it where that is safe and useful, reads the
 * response, and keeps what the responses reveal about the token.
 */
final class RequestExecutor {

    // Bitbucket allows no more requests per hour.
    private static final int MAX_PAGES = 1_000;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int MAX_REDIRECTS = 3;
    private static final Logger LOGGER = Logger.getLogger(RequestExecutor.class.getName());

    private final HttpTransport http;
    private final ApiCredential credential;
    private final RateLimiter rateLimiter;
    private final Retrier retries;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile Optional<Set<String>> grantedScopes = Optional.empty();

    RequestExecutor(HttpTransport http, ApiCredential credential, RateLimiter rateLimiter, Retrier retries) {
        this.http = http;
        this.credential = credential;
        this.rateLimiter = rateLimiter;
        this.retries = retries;
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

    /** @param path relative to the API's address, encoded, with its query */
    <T> CompletableFuture<T> get(String action, String path, Function<JsonNode, T> read) {
        return callForJson(action, "GET", address(path), null, read, lost -> true);
    }

    /**
     * Reads a response that is not JSON.
     *
     * @param reader reads the body
     * @param read converts the response
     */
    <T> CompletableFuture<T> content(String action, String path, BodyReader reader, Function<Response, T> read) {
        Request request = new Request(decoder(action), "GET", address(path), null, Optional.of(reader));
        return call(request, read, lost -> true);
    }

    /** Makes a change that has the same effect when made twice. If it was most likely made, the caller checks it. */
    <T> CompletableFuture<T> put(String action, String path, JsonNode body, Function<JsonNode, T> read) {
        return callForJson(
                action, "PUT", address(path), new JsonBody(body), read, lost -> !(lost instanceof UnreadableSuccess));
    }

    /** Creates something. The request is repeated only if nothing was created for certain. */
    <T> CompletableFuture<T> post(String action, String path, JsonNode body, Function<JsonNode, T> read) {
        return callForJson(action, "POST", address(path), new JsonBody(body), read, lost -> !lost.outcomeUnknown());
    }

    /**
     * Creates something from a form. The request is repeated only if nothing was created for certain.
     *
     * @param read converts the response, which need not have a body
     */
    <T> CompletableFuture<T> postForm(String action, String path, RequestBody form, Function<Response, T> read) {
        Request request = new Request(decoder(action), "POST", address(path), form, Optional.empty());
        return call(request, read, lost -> !lost.outcomeUnknown());
    }

    /** Creates something that overwrites what the same request created before. It is repeated like a PUT. */
    <T> CompletableFuture<T> overwrite(String action, String path, JsonNode body, Function<JsonNode, T> read) {
        return callForJson(
                action, "POST", address(path), new JsonBody(body), read, lost -> !(lost instanceof UnreadableSuccess));
    }

    /**
     * As {@link #post}, for a task that may continue in the background: Bitbucket answers 202 with the address to poll.
     *
     * @param begun receives that address; none if the response does not contain it, as observed
     */
    <T> CompletableFuture<T> begin(
            String action, String path, JsonNode body, Function<JsonNode, T> read, Function<Optional<URI>, T> begun) {
        Request request = new Request(decoder(action), "POST", address(path), new JsonBody(body), Optional.empty());
        Function<Response, Optional<URI>> link = answer -> answer.header("Location")
                .filter(location -> !location.isBlank())
                .map(location -> http.ownLink(request.decoder(), request.url(), location));
        Function<Response, T> whole = answer -> JsonAnswer.read(request.decoder(), answer, read);
        return call(
                request,
                answer -> answer.status() == ACCEPTED ? link.andThen(begun).apply(answer) : whole.apply(answer),
                lost -> !lost.outcomeUnknown());
    }

    /** As {@link #get(String, String, Function)}, for an address from Bitbucket. */
    <T> CompletableFuture<T> get(String action, URI address, Function<JsonNode, T> read) {
        return callForJson(action, "GET", address, null, read, lost -> true);
    }

    /** Deletes something. The request is repeated only if nothing was deleted for certain. */
    CompletableFuture<Void> delete(String action, String path) {
        Request request = new Request(decoder(action), "DELETE", address(path), null, Optional.empty());
        return call(request, answer -> null, lost -> !lost.outcomeUnknown());
    }

    <T> CompletableFuture<Page<T>> page(String action, String path, Function<JsonNode, T> read) {
        return page(action, address(path), MAX_PAGES, read);
    }

    Retrier retrier() {
        return retries;
    }

    private URI address(String path) {
        return URI.create(http.apiUrl() + path);
    }

    private <T> CompletableFuture<Page<T>> page(String action, URI url, int pages, Function<JsonNode, T> read) {
        RestErrorDecoder decoder = decoder(action);
        Function<JsonNode, Page<T>> readPage = json -> {
            if (!json.path("values").isArray()) {
                throw new Json.UnexpectedShape("/values");
            }
            Optional<URI> next = Json.maybeText(json, "/next").map(link -> http.ownLink(decoder, url, link));
            if (pages == 1 && next.isPresent()) {
                throw decoder.unexpectedResponse(Sentences.of("Unexpected.Pages", MAX_PAGES));
            }
            return new Page<>(
                    Json.list(json, "values", read), next.map(link -> () -> page(action, link, pages - 1, read)));
        };
        return callForJson(action, "GET", url, null, readPage, lost -> true);
    }

    private RestErrorDecoder decoder(String action) {
        return new RestErrorDecoder(action, credential);
    }

    private record Request(
            RestErrorDecoder decoder, String method, URI url, RequestBody body, Optional<BodyReader> reader) {
        boolean reads() {
            return method.equals("GET");
        }

        Request at(URI target) {
            return new Request(decoder, method, target, body, reader);
        }
    }

    private <T> CompletableFuture<T> callForJson(
            String action,
            String method,
            URI url,
            RequestBody body,
            Function<JsonNode, T> read,
            Predicate<Transient> again) {
        Request request = new Request(decoder(action), method, url, body, Optional.empty());
        return call(request, answer -> JsonAnswer.read(request.decoder(), answer, read), again);
    }

    private <T> CompletableFuture<T> call(Request request, Function<Response, T> read, Predicate<Transient> again) {
        return retries.run(again, () -> {
            CompletableFuture<T> outcome = new CompletableFuture<>();
            send(request, outcome, MAX_REDIRECTS)
                    .thenApply(answer -> read(request, answer, read))
                    .whenComplete((value, failure) -> {
                        if (failure == null) {
                            outcome.complete(value);
                        } else {
                            outcome.completeExceptionally(BitbucketException.cause(failure));
                        }
                    });
            return outcome;
        });
    }

    /**
     * Sends a request with a permit, and follows redirects.
     *
     * @param outcome the result of the call; after it is complete, nothing more is sent
     */
    private CompletableFuture<Response> send(Request request, CompletableFuture<?> outcome, int redirects) {
        return permit(request.decoder(), outcome)
                .thenCompose(permit -> exchange(request, outcome, permit))
                .thenCompose(answer -> {
                    Optional<Redirect> redirect = Redirect.of(request.decoder(), answer);
                    if (redirect.isEmpty()) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    if (!request.reads()) {
                        throw redirect.get().moved();
                    }
                    if (redirects == 0) {
                        throw request.decoder().unexpectedResponse(Sentences.of("Unexpected.Redirects"));
                    }
                    return send(request.at(redirect.get().target(http)), outcome, redirects - 1);
                });
    }

    /** Waits until the account can be used, but no longer than the operation allows. */
    private CompletableFuture<RateLimiter.Permit> permit(RestErrorDecoder decoder, CompletableFuture<?> outcome) {
        Duration pause = rateLimiter.pause();
        Duration remaining = retries.remaining();
        if (pause.compareTo(remaining) > 0) {
            return CompletableFuture.failedFuture(decoder.paused(pause));
        }
        if (!pause.isZero()) {
            retries.tell(Sentences.of("Wait.RateLimit", RetryPolicy.inWords(pause), RetryPolicy.inWords(remaining)));
        }
        CompletableFuture<RateLimiter.Permit> permit = rateLimiter.acquire();
        if (permit.isDone()) {
            return permit;
        }
        LOGGER.fine(() -> "A request with the credential “" + credential.id()
                + "” waits until others of its account are answered, or for the account's rate limit.");
        outcome.whenComplete((value, failure) -> permit.cancel(true));
        long most = Math.max(remaining.toMillis(), http.timeout().toMillis());
        return permit.orTimeout(most, TimeUnit.MILLISECONDS).exceptionally(failure -> {
            throw failure instanceof TimeoutException ? decoder.crowded() : BitbucketException.rethrow(failure);
        });
    }

    private CompletableFuture<Response> exchange(
            Request request, CompletableFuture<?> outcome, RateLimiter.Permit permit) {
        return CompletableFuture.<Void>completedFuture(null)
                .thenCompose(start -> {
                    // A cancelled operation gives its permits back, and one of its own calls may get them.
                    if (outcome.isDone() || retries.isCancelled()) {
                        throw new CancellationException("The operation was cancelled.");
                    }
                    sent.incrementAndGet();
                    CompletableFuture<Response> exchange = http.exchange(
                            request.decoder(), request.method(), request.url(), request.body(), request.reader());
                    outcome.whenComplete((value, failure) -> exchange.cancel(true));
                    return exchange;
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        permit.released();
                    } else if (answer.status() == 429) {
                        permit.throttled(answer.retryAfter());
                    } else {
                        permit.accepted();
                        answer.grantedScopes().ifPresent(scopes -> grantedScopes = Optional.of(scopes));
                    }
                });
    }

    private static <T> T read(Request request, Response answer, Function<Response, T> read) {
        if (!answer.success()) {
            throw request.decoder().failure(answer);
        }
        try {
            return read.apply(answer);
        } catch (UnexpectedResponse e) {
            // For a read it is a failure; for a change the outcome is unknown.
            throw request.reads() ? e : new UnreadableSuccess(e, answer.status() == CREATED);
        }
    }
}
