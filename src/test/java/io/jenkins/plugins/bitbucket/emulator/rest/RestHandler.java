package io.jenkins.plugins.bitbucket.emulator.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.http.RequestLog;
import io.jenkins.plugins.bitbucket.emulator.http.RequestReader;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves the REST API over HTTP, with the injected faults. A delayed response holds no thread. */
public final class RestHandler implements HttpHandler {

    private static final byte[] FILLER = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);

    private final RestApi api;
    private final Misbehaviour misbehaviour;
    private final ScheduledExecutorService executor;
    private final RequestLog log;
    private final AtomicInteger unanswered = new AtomicInteger();

    public RestHandler(RestApi api, Misbehaviour misbehaviour, ScheduledExecutorService executor, RequestLog log) {
        this.api = api;
        this.misbehaviour = misbehaviour;
        this.executor = executor;
        this.log = log;
    }

    public int unanswered() {
        return unanswered.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        unanswered.incrementAndGet();
        ServerRequest request = RequestReader.whole(exchange);
        Fault fault = misbehaviour.next(request, () -> api.countedFor(request));
        ServerResponse done = fault.workDone() ? work(request) : ServerResponse.NONE;
        request.content().delete();
        ServerResponse answer = fault.delivery() == Fault.Delivery.NOTHING
                ? ServerResponse.NONE
                : fault.answer().apply(done).with("X-B3-TraceId", traceId());
        // Before it is sent: a client with the response finds the request in the log.
        log.add(new RecordedRequest(request, answer));
        Duration delay = misbehaviour.delay().plus(fault.delay());
        Runnable delivery = () -> deliver(exchange, answer, fault.delivery());
        if (delay.isZero() && fault.until().isDone()) {
            delivery.run();
        } else {
            fault.until().thenRun(() -> executor.schedule(delivery, delay.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    /** The ID that Atlassian's support asks for. */
    private static String traceId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** An error in the emulator itself appears in the response. */
    private ServerResponse work(ServerRequest request) {
        try {
            return api.answer(request);
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return ServerResponse.text(500, "The emulator failed: " + trace);
        }
    }

    private void deliver(HttpExchange exchange, ServerResponse answer, Fault.Delivery delivery) {
        try {
            if (delivery != Fault.Delivery.NOTHING) {
                send(exchange, answer, delivery);
            }
        } catch (IOException goneAway) {
            // The client did not wait for the whole response.
        } finally {
            exchange.close();
            unanswered.decrementAndGet();
        }
    }

    private static void send(HttpExchange exchange, ServerResponse answer, Fault.Delivery delivery) throws IOException {
        byte[] body = answer.content();
        answer.headers()
                .forEach((name, value) -> value.lines()
                        .forEach(line -> exchange.getResponseHeaders().add(name, line)));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        // For this server, 0 means chunks, and -1 nothing.
        long length = answer.filler() > 0 ? 0 : body.length == 0 ? -1 : body.length;
        exchange.sendResponseHeaders(answer.status(), length);
        OutputStream out = exchange.getResponseBody();
        out.write(delivery == Fault.Delivery.HALF ? Arrays.copyOf(body, body.length / 2) : body);
        for (long left = answer.filler(); left > 0; left -= FILLER.length) {
            out.write(FILLER, 0, (int) Math.min(left, FILLER.length));
        }
        out.flush();
    }
}
