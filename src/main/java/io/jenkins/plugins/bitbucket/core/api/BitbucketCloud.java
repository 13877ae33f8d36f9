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
 * Bitbucket Cloud, or a stand-in, as one program reaches it: where it is and how long to wait for it. Made once and
 * kept, for it holds the connections, and what is known of each account's rate limit; {@link #as} gives a client for each
 * operation.
 *
 * <p>The threads that read the answers complete the futures: what depends on these must not block, or has to go on in a
 * thread of its own.
 */
public final class BitbucketCloud {

    /** The address of the REST API. */
    public static final URI API = URI.create("https://api.bitbucket.org/2.0");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    // More accounts than that at the same time are none of one Jenkins.
    private static final int MAX_ACCOUNTS = 1000;
    private static final String USER_AGENT = "bitbucket-api-token";

    private final HttpTransport http;
    private final ScheduledExecutorService timer = DaemonExecutors.timer("Bitbucket Cloud timer");
    private final KeyedSequencer oneAtATime = new KeyedSequencer();
    private final PollingShare polling = new PollingShare();
    // By the account's email in lower case: Bitbucket counts the requests of an account, whatever their token is:
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
     * With the given limits, and without a proxy.
     *
     * @param connectTimeout how long a connection may take to be made
     * @param requestTimeout how long an answer may take, from the request to the last byte
     * @throws IllegalArgumentException if the address is not HTTPS, nor HTTP on this machine, or a limit is not positive
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
     * @param apiUrl the API's address, {@link #API} but for tests
     * @param userAgent names the program that asks, as {@code bitbucket-api-token/1.2}
     * @param clients gives a client for each request, the same one as long as no setting has changed: its proxy, time
     *     limits and trust are used. The time for a request, to the last byte of its answer, is its {@code callTimeout}
     * @throws IllegalArgumentException if the address is not HTTPS, nor HTTP on this machine
     */
    public static BitbucketCloud at(URI apiUrl, String userAgent, Supplier<OkHttpClient> clients) {
        return new BitbucketCloud(new HttpTransport(checkApiUrl(apiUrl), userAgent, clients));
    }

    /** A client that acts as {@code credential}, for one operation, and tries nothing again. */
    public BitbucketClient as(ApiCredential credential) {
        return as(credential, RetryPolicy.NONE);
    }

    /** A client that acts as {@code credential}, for one operation, and tries transient failures again. */
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
            throw new IllegalArgumentException(Sentences.of("Form.ApiUrl", API));
        }
        boolean secure = scheme.equalsIgnoreCase("https");
        boolean local =
                scheme.equalsIgnoreCase("http") && LOOPBACK.matcher(host).matches();
        if (!secure && !local) {
            throw new IllegalArgumentException(Sentences.of("Form.InsecureApiUrl"));
        }
        return URI.create(apiUrl.toString().replaceFirst("(?<!/)/+$", ""));
    }
}
