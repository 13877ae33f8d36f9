package io.jenkins.plugins.bitbucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.api.BitbucketException.Passing;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The calls of one operation: sends each in its turn, sends it again where that is safe and may help, reads its answer,
 * and keeps what the answers tell about the token.
 */
final class Transport {

    // Bitbucket itself admits no more requests within an hour.
    private static final int MOST_PAGES = 1_000;

    private final Http http;
    private final ApiCredential credential;
    private final Pace pace;
    private final Retries retries;
    private final AtomicInteger sent = new AtomicInteger();
    private final Set<Flight> inFlight = ConcurrentHashMap.newKeySet();
    private volatile Optional<Set<String>> grantedScopes = Optional.empty();
    private volatile boolean aborted;

    Transport(Http http, ApiCredential credential, Pace pace, Retries retries) {
        this.http = http;
        this.credential = credential;
        this.pace = pace;
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

    /** Ends what is in flight or waits, and lets nothing start any more. */
    void abort() {
        aborted = true;
        inFlight.forEach(Flight::cancel);
        retries.cancel();
    }

    /** @param path below the API's address, encoded, with its query */
    <T> CompletableFuture<T> get(String action, String path, Function<JsonNode, T> read) {
        return call(action, "GET", address(path), null, read, passing -> true);
    }

    /** Changes what may be changed twice with the same outcome. */
    <T> CompletableFuture<T> put(String action, String path, JsonNode body, Function<JsonNode, T> read) {
        return call(action, "PUT", address(path), body, read, passing -> true);
    }

    /** Makes something; sent again only if it surely was not made. */
    <T> CompletableFuture<T> post(String action, String path, JsonNode body, Function<JsonNode, T> read) {
        return call(action, "POST", address(path), body, read, passing -> !passing.mayBeDone());
    }

    <T> CompletableFuture<Page<T>> page(String action, String path, Function<JsonNode, T> read) {
        return page(action, address(path), MOST_PAGES, read);
    }

    /** Makes an attempt of several calls, and others as long as one of its calls may have been done unseen. */
    <T> CompletableFuture<T> untilSeen(Supplier<CompletableFuture<T>> attempt) {
        return retries.run(Passing::mayBeDone, attempt);
    }

    private URI address(String path) {
        return URI.create(http.apiUrl() + path);
    }

    private <T> CompletableFuture<Page<T>> page(String action, URI url, int pages, Function<JsonNode, T> read) {
        Attempt attempt = new Attempt(action, credential);
        Function<JsonNode, Page<T>> readPage = json -> {
            if (!json.path("values").isArray()) {
                throw new Json.UnexpectedShape("/values");
            }
            Optional<URI> next = Json.maybeText(json, "/next").map(link -> http.ownLink(attempt, url, link));
            if (pages == 1 && next.isPresent()) {
                throw attempt.nonsense("it goes on for more than " + MOST_PAGES + " pages");
            }
            return new Page<>(
                    Json.list(json, "values", read), next.map(link -> () -> page(action, link, pages - 1, read)));
        };
        return call(action, "GET", url, null, readPage, passing -> true);
    }

    private <T> CompletableFuture<T> call(
            String action,
            String method,
            URI url,
            JsonNode body,
            Function<JsonNode, T> read,
            Predicate<Passing> again) {
        Attempt attempt = new Attempt(action, credential);
        Flight flight = new Flight(sent);
        inFlight.add(flight);
        if (aborted) {
            flight.cancel();
        }
        CompletableFuture<T> result = retries.run(again, () -> turn(attempt)
                .thenCompose(turn -> send(turn, () -> http.exchange(flight, attempt, method, url, body)))
                .thenApply(answer -> {
                    if (!answer.success()) {
                        throw attempt.failure(answer);
                    }
                    return readJson(attempt, answer, read);
                }));
        result.whenComplete((value, failure) -> {
            inFlight.remove(flight);
            flight.cancel();
        });
        return result;
    }

    /** Waits until the token may be used, but not longer than the operation wants to. */
    private CompletableFuture<Pace.Turn> turn(Attempt attempt) {
        Duration pause = pace.pause();
        Duration patience = retries.remaining();
        if (pause.compareTo(patience) > 0) {
            return CompletableFuture.failedFuture(attempt.paused(pause));
        }
        if (!pause.isZero()) {
            retries.tell("Bitbucket takes no more requests of this token for now (429). Waiting for about "
                    + Patience.inWords(pause) + ", with all else that uses it here; giving up after "
                    + Patience.inWords(patience) + ".");
        }
        CompletableFuture<Pace.Turn> turn = pace.turn();
        if (turn.isDone()) {
            return turn;
        }
        long most = Math.max(patience.toMillis(), http.timeout().toMillis());
        return turn.orTimeout(most, TimeUnit.MILLISECONDS).exceptionally(failure -> {
            throw failure instanceof TimeoutException ? attempt.crowded() : BitbucketException.rethrow(failure);
        });
    }

    private CompletableFuture<Answer> send(Pace.Turn turn, Supplier<CompletableFuture<Answer>> exchange) {
        return CompletableFuture.<Void>completedFuture(null)
                .thenCompose(start -> exchange.get())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        turn.lost();
                    } else if (answer.status() == 429) {
                        turn.refused(Attempt.retryAfter(answer));
                    } else {
                        turn.taken();
                        answer.grantedScopes().ifPresent(scopes -> grantedScopes = Optional.of(scopes));
                    }
                });
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
}
