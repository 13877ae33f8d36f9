package io.jenkins.plugins.bitbucket.api;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Bitbucket Cloud, or a stand-in, as one program reaches it: where it is and how long to wait for it. Made once and
 * kept, for it holds the connections; {@link #as} gives a client for each operation.
 */
public final class BitbucketCloud {

    /** The address of the REST API. */
    public static final URI API = URI.create("https://api.bitbucket.org/2.0");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    // The longest answer that is expected is a page of 100 repositories, some 300 kB.
    private static final long LONGEST_ANSWER = 4_000_000;

    private final URI apiUrl;
    private final Duration requestTimeout;
    private final HttpClient http;
    private final Supplier<Optional<String>> proxyAuthorization;

    private BitbucketCloud(
            URI apiUrl, Duration requestTimeout, HttpClient http, Supplier<Optional<String>> proxyAuthorization) {
        this.apiUrl = apiUrl;
        this.requestTimeout = requestTimeout;
        this.http = http;
        this.proxyAuthorization = proxyAuthorization;
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
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxy)
                .executor(fewThreads("Bitbucket Cloud client of " + apiUrl.getAuthority()))
                .build();
        return new BitbucketCloud(checkApiUrl(apiUrl), requestTimeout, http, proxyAuthorization);
    }

    /** A client that acts as {@code credential}, for one operation. */
    public BitbucketClient as(ApiCredential credential) {
        return new BitbucketClient(
                new Transport(http, apiUrl, requestTimeout, LONGEST_ANSWER, credential, proxyAuthorization));
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

    // They only hand results on: nothing that runs on them waits.
    private static Executor fewThreads(String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(4, 4, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
