package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/** One request and its response. Cancelling it drops the request. */
final class Exchange extends CompletableFuture<Response> implements Callback {

    // The longest expected response is a page of 100 repositories, about 300 kB.
    static final int MAX_BODY_BYTES = 4_000_000;

    private static final int CREATED = 201;
    private static final int PROXY_LOGIN_WANTED = 407;
    private static final Logger LOGGER = Logger.getLogger(HttpTransport.class.getName());

    private final Call call;
    private final URI url;
    private final NetworkErrorDecoder errors;
    private final KeptConnections connections;
    private final Optional<BodyReader> reader;
    private final long startedAt = System.nanoTime();

    private Exchange(
            Call call, URI url, NetworkErrorDecoder errors, KeptConnections connections, Optional<BodyReader> reader) {
        this.call = call;
        this.url = url;
        this.errors = errors;
        this.connections = connections;
        this.reader = reader;
    }

    /**
     * Sends a request.
     *
     * @param call sends the request to {@code url}, and carries an {@link ExchangeTrace}
     * @param reader reads the body of a successful response; none to keep it unchanged
     */
    static Exchange send(
            Call call, URI url, NetworkErrorDecoder errors, KeptConnections connections, Optional<BodyReader> reader) {
        Exchange exchange = new Exchange(call, url, errors, connections, reader);
        call.enqueue(exchange);
        return exchange;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            call.cancel();
        }
        return cancelled;
    }

    /** The body exceeded {@link #MAX_BODY_BYTES}. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void onResponse(Call answered, okhttp3.Response answer) {
        ExchangeTrace trace = ExchangeTrace.of(call);
        Response read;
        try (answer) {
            byte[] body = reader.isPresent() && answer.isSuccessful()
                    ? reader.get().read(answer.body().source())
                    : read(answer.body());
            read = new Response(url, answer.code(), answer.headers(), trace.retryAfter(), trace.proxy(), body);
        } catch (IOException | RuntimeException e) {
            boolean done = answer.isSuccessful() && !call.request().method().equals("GET");
            fail(e, failure -> done ? new UnreadableSuccess(failure, answer.code() == CREATED) : failure);
            return;
        }
        connections.answered();
        if (LOGGER.isLoggable(Level.FINE)) {
            LOGGER.fine(said("answered " + read.status()
                    + read.traceId().map(id -> ", request ID " + id).orElse("")));
        }
        if (read.status() == PROXY_LOGIN_WANTED) {
            completeExceptionally(errors.refusedLogin(trace.proxy()));
        } else {
            complete(read);
        }
    }

    @Override
    public void onFailure(Call failed, IOException failure) {
        fail(failure, UnaryOperator.identity());
    }

    private byte[] read(ResponseBody body) throws IOException {
        BufferedSource source = body.source();
        if (body.contentLength() > MAX_BODY_BYTES || source.request(MAX_BODY_BYTES + 1L)) {
            // Otherwise OkHttp would read on for a while, to reuse the connection.
            call.cancel();
            throw new TooLongException();
        }
        return source.readByteArray();
    }

    private void fail(Exception failure, UnaryOperator<BitbucketException> meaning) {
        if (LOGGER.isLoggable(Level.FINE)) {
            LOGGER.fine(said(isCancelled() ? "cancelled" : "failed: " + errors.chain(failure)));
        }
        ExchangeTrace trace = ExchangeTrace.of(call);
        if (trace.foundClosed() && !isCancelled()) {
            connections.foundClosed();
        }
        completeExceptionally(meaning.apply(errors.decode(failure, trace)));
    }

    private String said(String outcome) {
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
        return errors.redact(call.request().method() + " " + url.getRawPath()) + " with the credential “"
                + errors.credentialId() + "”: " + outcome + ", after " + milliseconds + " ms";
    }
}
