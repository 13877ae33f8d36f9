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
 * How a request goes wrong.
 *
 * @param workDone whether what was asked for is done nevertheless
 * @param answer what becomes of the true answer; it is {@link ServerResponse#NONE} where the work was not done
 * @param delay how much later the answer is sent
 * @param until when it is sent at the earliest
 * @param delivery how much of the answer is sent
 */
public record Fault(
        boolean workDone,
        UnaryOperator<ServerResponse> answer,
        Duration delay,
        CompletableFuture<Void> until,
        Delivery delivery) {

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    /** How much of an answer reaches the client before the connection is closed. */
    public enum Delivery {
        WHOLE,
        /** Half of the body, under the length of all of it. */
        HALF,
        NOTHING
    }

    private static final Fault NONE = new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.WHOLE);

    static final String TOO_MANY = "Rate limit for this resource has been exceeded";

    /** The text, and often the lack of a Retry-After, of Bitbucket's own. */
    private static final ServerResponse RATE_LIMITED = ServerResponse.text(429, TOO_MANY);

    /** No fault: the request is served as it should be. */
    public static Fault none() {
        return NONE;
    }

    /** The answer comes late. */
    public static Fault delay(Duration delay) {
        return new Fault(true, UnaryOperator.identity(), delay, NOW, Delivery.WHOLE);
    }

    /** The work is done, and the answer waits for {@code signal}. */
    public static Fault hold(CompletableFuture<Void> signal) {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, signal, Delivery.WHOLE);
    }

    /** The answer and all of the work wait for {@code signal}, and the connection is closed then. */
    public static Fault holdBefore(CompletableFuture<Void> signal) {
        return new Fault(false, UnaryOperator.identity(), Duration.ZERO, signal, Delivery.NOTHING);
    }

    /** The connection is closed before anything is done. */
    public static Fault dropBefore() {
        return new Fault(false, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.NOTHING);
    }

    /** The work is done, and the connection closed without an answer. */
    public static Fault dropAfter() {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.NOTHING);
    }

    /** The work is done, and the connection closed in the middle of the answer. */
    public static Fault cutShort() {
        return new Fault(true, UnaryOperator.identity(), Duration.ZERO, NOW, Delivery.HALF);
    }

    /** The work is done, and the body of the answer is another one. */
    public static Fault changed(UnaryOperator<String> body) {
        return new Fault(true, done -> done.withBody(body.apply(done.body())), Duration.ZERO, NOW, Delivery.WHOLE);
    }

    /** The work is done, and the answer's body is empty: seen with 201 and with 200. */
    public static Fault emptyBody() {
        return changed(body -> "");
    }

    /** The work is done, and the JSON of the answer ends in the middle, though it is all that was announced. */
    public static Fault cutBody() {
        return changed(body -> body.substring(0, body.length() / 2));
    }

    /** The work is done, and the JSON of the answer is a little different. */
    public static Fault edited(JsonEdit... edits) {
        return changed(body -> {
            JsonNode json = JsonNodes.read(body);
            List.of(edits).forEach(edit -> edit.apply(json));
            return json.toString();
        });
    }

    /** This status, and nothing is done. */
    public static Fault status(int status) {
        return instead(false, broken(status));
    }

    /** This status, though the work is done. */
    public static Fault statusAfter(int status) {
        return instead(true, broken(status));
    }

    /** Too many requests; no word on when to come back. */
    public static Fault rateLimited() {
        return instead(false, RATE_LIMITED);
    }

    /** Too many requests; come back after so many seconds. */
    public static Fault rateLimited(Duration retryAfter) {
        return instead(false, RATE_LIMITED.with("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** Too many requests; come back at this date. */
    public static Fault rateLimitedUntil(Instant date) {
        String httpDate = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
        return instead(false, RATE_LIMITED.with("Retry-After", httpDate));
    }

    /** Not available; come back after so many seconds. */
    public static Fault unavailable(Duration retryAfter) {
        return instead(false, broken(503).with("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** A web page where JSON was asked for, as a proxy or a page of maintenance would answer. */
    public static Fault html() {
        return instead(false, WebPage.answer(200, "Log in to continue"));
    }

    /** Any answer. */
    public static Fault answer(int status, String contentType, String body) {
        return instead(false, ServerResponse.of(status, contentType, body));
    }

    /** Go elsewhere. */
    public static Fault redirect(int status, String location) {
        return instead(false, ServerResponse.empty(status).with("Location", location));
    }

    /** JSON that goes on and on: a text of so many bytes, sent in chunks. */
    public static Fault huge(long bytes) {
        ServerResponse start = ServerResponse.of(200, "application/json; charset=utf-8", "{\"values\":[\"");
        return instead(false, new ServerResponse(start.status(), start.headers(), start.content(), bytes));
    }

    static Fault instead(boolean workDone, ServerResponse answer) {
        return new Fault(workDone, done -> answer, Duration.ZERO, NOW, Delivery.WHOLE);
    }

    /** Bitbucket's own timeout is JSON; what stands in front of Bitbucket answers with web pages. */
    private static ServerResponse broken(int status) {
        return status >= 500 && status != 555
                ? WebPage.answer(status, "Something went wrong")
                : BitbucketError.of(status, "Something went wrong").answer();
    }
}
