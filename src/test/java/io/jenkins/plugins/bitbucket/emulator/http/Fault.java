package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A failure of a request.
 *
 * @param workDone whether the work is done nevertheless
 * @param answer changes the actual response, which is {@link ServerResponse#NONE} if the work was not done
 * @param delay delays the response
 * @param until the earliest time to send it
 * @param delivery how much of the response is sent
 */
public record Fault(
        boolean workDone,
        UnaryOperator<ServerResponse> answer,
        Duration delay,
        CompletableFuture<Void> until,
        Delivery delivery) {

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    /** How much of a response the client receives before the connection is closed. */
    public enum Delivery {
        WHOLE,
        /** Half of the body, with the length of the whole. */
        HALF,
        NOTHING
    }

    private static final Fault NONE = new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.WHOLE);

    static final String TOO_MANY = "Rate limit for this resource has been exceeded";

    /** The text and, often, the missing Retry-After are Bitbucket's own. */
    private static final ServerResponse RATE_LIMITED = ServerResponse.text(429, TOO_MANY);

    /** No fault: the request is served normally. */
    public static Fault none() {
        return NONE;
    }

    /** The response is delayed. */
    public static Fault delay(Duration delay) {
        return new Fault(true, UnaryOperator.identity(), delay, NOW, Delivery.WHOLE);
    }

    /** The work is done, and the response waits for {@code signal}. */
    public static Fault hold(CompletableFuture<Void> signal) {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, signal, Delivery.WHOLE);
    }

    /** The work and the response wait for {@code signal}; then the connection is closed. */
    public static Fault holdBefore(CompletableFuture<Void> signal) {
        return new Fault(false, UnaryOperator.identity(), Duration.ZERO, signal, Delivery.NOTHING);
    }

    /** The connection is closed before anything is done. */
    public static Fault dropBefore() {
        return new Fault(false, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.NOTHING);
    }

    /** The work is done, and the connection is closed without a response. */
    public static Fault dropAfter() {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.NOTHING);
    }

    /** The work is done, and the connection is closed in the middle of the response. */
    public static Fault cutShort() {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.HALF);
    }

    /** The work is done, and the response has another body. */
    public static Fault changed(UnaryOperator<String> body) {
        return new Fault(true, done -> done.withBody(body.apply(done.body())), Duration.ZERO, NOW, Delivery.WHOLE);
    }

    /** The work is done, and the response has an empty body; seen with 201 and 200. */
    public static Fault emptyBody() {
        return changed(body -> "");
    }

    /** The work is done, and the JSON of the response is truncated, although it has the announced length. */
    public static Fault cutBody() {
        return changed(body -> body.substring(0, body.length() / 2));
    }

    /** The work is done, and the JSON of the response is slightly different. */
    public static Fault edited(JsonEdit... edits) {
        return changed(body -> {
            JsonNode json = JsonNodes.read(body);
            List.of(edits).forEach(edit -> edit.apply(json));
            return json.toString();
        });
    }

    /** This status, and the work is not done. */
    public static Fault status(int status) {
        return instead(false, broken(status));
    }

    /** This status, although the work is done. */
    public static Fault statusAfter(int status) {
        return instead(true, broken(status));
    }

    /** Too many requests, without Retry-After. */
    public static Fault rateLimited() {
        return instead(false, RATE_LIMITED);
    }

    /** Too many requests, with Retry-After in seconds. */
    public static Fault rateLimited(Duration retryAfter) {
        return instead(false, RATE_LIMITED.with("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** Too many requests, with Retry-After as a date. */
    public static Fault rateLimitedUntil(Instant date) {
        String httpDate = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
        return instead(false, RATE_LIMITED.with("Retry-After", httpDate));
    }

    /** Unavailable, with Retry-After in seconds. */
    public static Fault unavailable(Duration retryAfter) {
        return instead(false, broken(503).with("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** A web page in place of JSON, as from a proxy or during maintenance. */
    public static Fault html() {
        return instead(false, WebPage.answer(200, "Log in to continue"));
    }

    /** Any response. */
    public static Fault answer(int status, String contentType, String body) {
        return instead(false, ServerResponse.of(status, contentType, body));
    }

    /** A redirect. */
    public static Fault redirect(int status, String location) {
        return instead(false, ServerResponse.empty(status).with("Location", location));
    }

    /** Endless JSON: a text of so many bytes, sent in chunks. */
    public static Fault huge(long bytes) {
        ServerResponse start = ServerResponse.of(200, "application/json; charset=utf-8", "{\"values\":[\"");
        return instead(false, new ServerResponse(start.status(), start.headers(), start.content(), bytes));
    }

    static Fault instead(boolean workDone, ServerResponse answer) {
        return new Fault(workDone, done -> answer, Duration.ZERO, NOW, Delivery.WHOLE);
    }

    /** Bitbucket's own timeout is JSON; the servers in front of Bitbucket answer with web pages. */
    private static ServerResponse broken(int status) {
        return status >= 500 && status != 555
                ? WebPage.answer(status, "Something went wrong")
                : BitbucketError.of(status, "Something went wrong").answer();
    }
}
