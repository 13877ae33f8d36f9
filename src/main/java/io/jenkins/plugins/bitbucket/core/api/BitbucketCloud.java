package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.core.http.HttpTransport;
import io.jenkins.plugins.bitbucket.core.retry.DaemonExecutors;
import io.jenkins.plugins.bitbucket.core.retry.KeyedSequencer;
import io.jenkins.plugins.bitbucket.core.retry.PollingShare;
import io.jenkins.plugins.bitbucket.core.retry.RateLimiter;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;

/**
 * Bitbucket Cloud, or a test server: its address and timeouts. Create one and keep it, because it holds the connections
 * and the rate limits of the accounts. {@link #as} creates a client for each operation.
 *
 * <p>The threads that read the responses complete the futures, so dependent stages must not block, or must run on
 * another thread.
 */
public final class BitbucketCloud {

    /** The address of the REST API. */
    public static final URI API = URI.create("https://api.bitbucket.org/2.0");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int MAX_PORT = 65_535;
    // One Jenkins does not use more accounts at the same time.
    private static final int MAX_ACCOUNTS = 1000;
    private static final String USER_AGENT = "bitbucket-api-token";

    private final HttpTransport http;
    private final ScheduledExecutorService timer = DaemonExecutors.timer("Bitbucket Cloud timer");
    private final KeyedSequencer oneAtATime = new KeyedSequencer();
    private final PollingShare polling = new PollingShare();
    // By the account's email in lower case, because Bitbucket counts the requests of an account across its tokens:
    // https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
    private final Map<String, RateLimiter> rateLimiters = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimiter> eldest) {
            return size() > MAX_ACCOUNTS;
        }
    };

    private BitbucketCloud(HttpTransport http) {
        this.http = http;
    }

    /**
     * With the given timeouts, and without a proxy.
     *
     * @param connectTimeout the connection timeout
     * @param requestTimeout the request timeout, up to the last byte of the response
     * @throws IllegalArgumentException if the address is neither HTTPS nor HTTP on this machine, or a timeout is not
     *     positive
     */
    public static BitbucketCloud at(URI apiUrl, Duration connectTimeout, Duration requestTimeout) {
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException(Sentences.of("Form.TimeLimit"));
        }
        OkHttpClient client = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectTimeout(connectTimeout)
                .callTimeout(requestTimeout)
                .build();
        return at(apiUrl, USER_AGENT, () -> client);
    }

    /**
     * @param apiUrl the API's address; {@link #API} except in tests
     * @param userAgent the name of this program, such as {@code bitbucket-api-token/1.2}
     * @param clients supplies a client for each request, the same one while no setting has changed. Its proxy, timeouts
     *     and trust are used. Its {@code callTimeout} is the request timeout, up to the last byte of the response
     * @throws IllegalArgumentException if the address is neither HTTPS nor HTTP on this machine
     */
    public static BitbucketCloud at(URI apiUrl, String userAgent, Supplier<OkHttpClient> clients) {
        return new BitbucketCloud(new HttpTransport(checkApiUrl(apiUrl), userAgent, clients));
    }

    /** A client with {@code credential}, for one operation, without retries. */
    public BitbucketClient as(ApiCredential credential) {
        return as(credential, RetryPolicy.NONE);
    }

    /** A client with {@code credential}, for one operation, with retries after transient failures. */
    public BitbucketClient as(ApiCredential credential, RetryPolicy retryPolicy) {
        RequestExecutor executor =
                new RequestExecutor(http, credential, rateLimiter(credential.email()), new Retrier(retryPolicy, timer));
        return new BitbucketClient(executor, oneAtATime, polling);
    }

    private RateLimiter rateLimiter(Email account) {
        synchronized (rateLimiters) {
            return rateLimiters.computeIfAbsent(
                    account.value().toLowerCase(Locale.ROOT), none -> new RateLimiter(timer));
        }
    }

    /** As {@link #checkApiUrl(URI)}, for what somebody entered. */
    public static URI checkApiUrl(String entered) {
        try {
            return checkApiUrl(new URI(entered));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(Sentences.of("Form.ApiUrl", API), e);
        }
    }

    /**
     * Checks the address of an API.
     *
     * @return the address without a trailing slash and its scheme's usual port, which Bitbucket's links don't have
     * @throws IllegalArgumentException if a token should not be sent there, with the reason
     */
    public static URI checkApiUrl(URI apiUrl) {
        String scheme = String.valueOf(apiUrl.getScheme());
        String host = apiUrl.getHost();
        if (host == null
                || apiUrl.getPort() > MAX_PORT
                || apiUrl.getRawUserInfo() != null
                || apiUrl.getRawQuery() != null
                || apiUrl.getRawFragment() != null) {
            throw new IllegalArgumentException(Sentences.of("Form.ApiUrl", API));
        }
        boolean secure = scheme.equalsIgnoreCase("https");
        boolean local =
                scheme.equalsIgnoreCase("http") && LOOPBACK.matcher(host).matches();
        if (!secure && !local) {
            throw new IllegalArgumentException(Sentences.of("Form.InsecureApiUrl"));
        }
        int usual = secure ? HTTPS_PORT : HTTP_PORT;
        String port = apiUrl.getPort() == usual || apiUrl.getPort() < 0 ? "" : ":" + apiUrl.getPort();
        return URI.create(scheme + "://" + host + port + apiUrl.getRawPath().replaceFirst("(?<!/)/+$", ""));
    }
}
