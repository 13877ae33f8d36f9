package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/** The progress and the route of one exchange, as OkHttp reports them. */
final class ExchangeTrace extends EventListener {

    private static final String RETRY_AFTER = "Retry-After";

    private volatile boolean resolving;
    private volatile boolean handshaking;
    private volatile boolean sending;
    private volatile boolean answering;
    private volatile boolean connecting;
    private volatile boolean multiplexed;
    private volatile Optional<String> proxy = Optional.empty();
    private volatile Optional<Duration> retryAfter = Optional.empty();

    /** The trace that a request carries. */
    static ExchangeTrace of(Call call) {
        return call.request().tag(ExchangeTrace.class);
    }

    /**
     * Removes {@code Retry-After} from a response before OkHttp sees it: for zero, OkHttp would repeat the request
     * immediately.
     */
    static Response takeRetryAfter(Interceptor.Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        List<String> values = answer.headers(RETRY_AFTER);
        if (values.isEmpty()) {
            return answer;
        }
        of(chain.call()).retryAfter = RetryAfter.parse(values.get(0), Instant.now());
        return answer.newBuilder().removeHeader(RETRY_AFTER).build();
    }

    /** Whether it ended during a name lookup. */
    boolean resolving() {
        return resolving;
    }

    /** Whether it ended during a TLS handshake. */
    boolean handshaking() {
        return handshaking;
    }

    /** Whether a part of the request may have been sent to Bitbucket. */
    boolean sent() {
        return sending;
    }

    /**
     * Whether a reused connection was closed without a response. A server may close a connection at any time after a
     * response, and an HTTP/1.1 client notices only when it uses the connection again.
     */
    boolean foundClosed() {
        return sending && !answering && !connecting && !multiplexed;
    }

    /** The host and port of the proxy, if any. */
    Optional<String> proxy() {
        return proxy;
    }

    /** How long the response asks to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    private void use(Proxy chosen) {
        proxy = chosen.address() instanceof InetSocketAddress address
                ? Optional.of(address.getHostString() + ":" + address.getPort())
                : Optional.empty();
    }

    @Override
    public void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
        use(proxies.get(0));
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        resolving = true;
    }

    @Override
    public void dnsEnd(Call call, String domainName, List<InetAddress> addresses) {
        resolving = false;
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy chosen) {
        connecting = true;
    }

    @Override
    public void secureConnectStart(Call call) {
        handshaking = true;
    }

    @Override
    public void secureConnectEnd(Call call, Handshake handshake) {
        handshaking = false;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        use(connection.route().proxy());
        multiplexed = connection.protocol() == Protocol.HTTP_2;
    }

    @Override
    public void requestHeadersStart(Call call) {
        sending = true;
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        answering = true;
    }
}
