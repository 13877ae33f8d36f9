package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.HttpTransport;
import io.jenkins.plugins.bitbucket.core.retry.DaemonExecutors;
import io.jenkins.plugins.bitbucket.core.retry.KeyedSequencer;
import io.jenkins.plugins.bitbucket.core.retry.RateLimiter;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Bitbucket Cloud, or a stand-in, as one program reaches it: where it is and how long to wait for it. Made once and
 * kept, for it holds the connections, and what is known of each token's rate limit; {@link #as} gives a client for each
 * operation.
 *
 * <p>A few threads read the answers to all requests, and complete their futures: what depends on these must not block,
 * or has to go on in a thread of its own.
 */
public final class BitbucketCloud {

    /** The address of the REST API. */
    public static final URI API = URI.create("https://api.bitbucket.org/2.0");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    // More tokens than that at the same time are none of one Jenkins.
    private static final int MOST_TOKENS = 1000;
    private static final int THREADS = 4;

    private final HttpTransport http;
    private final ScheduledExecutorService timer;
    private final KeyedSequencer oneAtATime;
    private final Map<ApiToken, RateLimiter> rateLimiters;

    private BitbucketCloud(HttpTransport http) {
        this.http = http;
        timer = DaemonExecutors.timer("Bitbucket Cloud timer");
        oneAtATime = new KeyedSequencer();
        rateLimiters = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ApiToken, RateLimiter> eldest) {
                return size() > MOST_TOKENS;
            }
        };
    }

    private BitbucketCloud(HttpTransport http, BitbucketCloud predecessor) {
        this.http = http;
        timer = predecessor.timer;
        oneAtATime = predecessor.oneAtATime;
        rateLimiters = predecessor.rateLimiters;
    }

    /** With the given limits, and without a proxy. */
    public static BitbucketCloud at(URI apiUrl, Duration connectTimeout, Duration requestTimeout) {
        return at(apiUrl, connectTimeout, requestTimeout, ProxySelector.of(null), Optional::empty);
    }

    /**
     * @param apiUrl the API's address, {@link #API} but for tests
     * @param connectTimeout how long a connection may take to be made
     * @param requestTimeout how long an answer may take, from the request to the last byte
     * @param proxy which proxy to use for which address
     * @param proxyAuthorization the value of the header {@code Proxy-Authorization}, which only a proxy gets to see
     * @throws IllegalArgumentException if the address is not HTTPS, nor HTTP on this machine, or a limit is not positive
     */
    public static BitbucketCloud at(
            URI apiUrl,
            Duration connectTimeout,
            Duration requestTimeout,
            ProxySelector proxy,
            Supplier<Optional<String>> proxyAuthorization) {
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("The time limit for an answer must be positive.");
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxy)
                // They only read answers and hand them on: nothing that runs on them waits.
                .executor(DaemonExecutors.threads(THREADS, "Bitbucket Cloud client of " + apiUrl.getAuthority()))
                .build();
        return new BitbucketCloud(new HttpTransport(client, checkApiUrl(apiUrl), requestTimeout, proxyAuthorization));
    }

    /**
     * This Bitbucket in place of {@code predecessor}, which is the same reached in another way: what is known of the rate
     * limits, and which operations wait for each other, stays.
     */
    public BitbucketCloud inPlaceOf(BitbucketCloud predecessor) {
        return new BitbucketCloud(http, predecessor);
    }

    /** A client that acts as {@code credential}, for one operation, and tries nothing again. */
    public BitbucketClient as(ApiCredential credential) {
        return as(credential, RetryPolicy.NONE);
    }

    /** A client that acts as {@code credential}, for one operation, and tries again what fails in a manner that may pass. */
    public BitbucketClient as(ApiCredential credential, RetryPolicy patience) {
        RequestExecutor transport =
                new RequestExecutor(http, credential, rateLimiter(credential.token()), new Retrier(patience, timer));
        return new BitbucketClient(transport, oneAtATime);
    }

    private RateLimiter rateLimiter(ApiToken token) {
        synchronized (rateLimiters) {
            return rateLimiters.computeIfAbsent(token, none -> new RateLimiter(timer));
        }
    }

    /**
     * Checks an address of the API.
     *
     * @return the address without a slash at its end
     * @throws IllegalArgumentException if a token should not be sent there, saying why
     */
    public static URI checkApiUrl(URI apiUrl) {
        String scheme = String.valueOf(apiUrl.getScheme());
        String host = apiUrl.getHost();
        if (host == null
                || apiUrl.getRawUserInfo() != null
                || apiUrl.getRawQuery() != null
                || apiUrl.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The API URL is not of the form https://host/path: the default is " + API + ".");
        }
        boolean secure = scheme.equalsIgnoreCase("https");
        boolean local =
                scheme.equalsIgnoreCase("http") && LOOPBACK.matcher(host).matches();
        if (!secure && !local) {
            throw new IllegalArgumentException(
                    "The API URL must begin with https://, or a token could be read on the way.");
        }
        return URI.create(apiUrl.toString().replaceFirst("(?<!/)/+$", ""));
    }
}
