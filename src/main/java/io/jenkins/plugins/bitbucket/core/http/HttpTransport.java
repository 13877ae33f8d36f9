package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.retry.DaemonExecutors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Sends requests to the API, each exactly once and to no other server, and limits the responses.
 *
 * <p>The futures complete on the threads that read the responses, so dependent stages must not block.
 */
public final class HttpTransport {

    // Where a waiting call holds a thread, so many wait for an answer at the same time, and the others in OkHttp's
    // queue.
    private static final int MAX_THREADS = 60;
    // A connection with 1 Mbit/s.
    private static final long SLOWEST_BYTES_PER_MILLISECOND = 125;
    // Detects a dead HTTP/2 connection.
    private static final Duration PING_INTERVAL = Duration.ofSeconds(15);

    private final URI apiUrl;
    private final HttpUrl origin;
    private final String userAgent;
    private final Supplier<OkHttpClient> clients;
    private final KeptConnections connections = new KeptConnections();
    private final Dispatcher dispatcher;
    private volatile Derived newest;

    /** A supplied client, and the one derived from it. */
    private record Derived(OkHttpClient given, OkHttpClient client) {}

    /**
     * @param apiUrl the address of the API
     * @param userAgent the name of this program
     * @param clients supplies a client for each request, the same one while no setting has changed. Its proxy, timeouts
     *     and trust are used. Its {@code callTimeout} is the request timeout, up to the last byte of the response
     */
    public HttpTransport(URI apiUrl, String userAgent, Supplier<OkHttpClient> clients) {
        this.apiUrl = apiUrl;
        this.origin = HttpUrl.get(apiUrl.toString());
        this.userAgent = userAgent;
        this.clients = clients;
        dispatcher = new Dispatcher(DaemonExecutors.waiting("Bitbucket Cloud at " + apiUrl.getAuthority()));
        int maxRequests = DaemonExecutors.virtualThreadsDoNotPin() ? Integer.MAX_VALUE : MAX_THREADS;
        dispatcher.setMaxRequests(maxRequests);
        dispatcher.setMaxRequestsPerHost(maxRequests);
    }

    public URI apiUrl() {
        return apiUrl;
    }

    /** The request timeout, up to the last byte of the response. */
    public Duration timeout() {
        return Duration.ofMillis(client().callTimeoutMillis());
    }

    /**
     * Sends one request.
     *
     * @param body none for a read
     * @param reader reads the body of a successful response; none to keep it unchanged
     * @return the response, which may be a redirect; fails with a {@link
     *     io.jenkins.plugins.bitbucket.core.error.BitbucketException} if there is none
     */
    public CompletableFuture<Response> exchange(
            RestErrorDecoder decoder, String method, URI url, RequestBody body, Optional<BodyReader> reader) {
        HttpUrl target = HttpUrl.get(url.toString());
        if (!target.scheme().equals(origin.scheme())
                || !target.host().equals(origin.host())
                || target.port() != origin.port()) {
            throw new IllegalArgumentException("The token is not for " + target.redact());
        }
        ApiCredential credential = decoder.credential();
        OkHttpClient client = client();
        Request request = new Request.Builder()
                .url(target)
                .method(method, body)
                .header("Authorization", credential.token().authorization(credential.email()))
                .header("Accept", "application/json")
                .header("User-Agent", userAgent)
                .tag(ExchangeTrace.class, new ExchangeTrace())
                .build();
        Call call = client.newCall(request);
        call.timeout().timeout(client.callTimeoutMillis() + timeToSend(body), TimeUnit.MILLISECONDS);
        return Exchange.send(call, url, new NetworkErrorDecoder(decoder, origin, client), connections, reader);
    }

    /** The additional time in milliseconds for a request that sends large files. */
    private static long timeToSend(RequestBody body) {
        try {
            return body == null ? 0 : body.contentLength() / SLOWEST_BYTES_PER_MILLISECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link from a response, which may be followed with the token only on the same origin. */
    public URI ownLink(RestErrorDecoder decoder, URI from, String link) {
        try {
            return SameOriginLink.follow(apiUrl, from, link);
        } catch (IllegalArgumentException e) {
            throw decoder.unexpectedResponse(e.getMessage());
        }
    }

    private OkHttpClient client() {
        OkHttpClient given = clients.get();
        Derived derived = newest;
        if (derived == null || derived.given() != given) {
            derived = new Derived(given, derive(given));
            newest = derived;
        }
        return derived.client();
    }

    /** Turns off everything that a client may do on its own. */
    private OkHttpClient derive(OkHttpClient given) {
        if (given.callTimeoutMillis() == 0) {
            throw new IllegalArgumentException("The client needs a call timeout.");
        }
        return given.newBuilder()
                .dispatcher(dispatcher)
                .connectionPool(connections.pool())
                .eventListenerFactory(ExchangeTrace::of)
                .addNetworkInterceptor(ExchangeTrace::takeRetryAfter)
                .socketFactory(new BoundedSockets())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .fastFallback(true)
                // The call timeout covers everything.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .pingInterval(PING_INTERVAL)
                .build();
    }
}
