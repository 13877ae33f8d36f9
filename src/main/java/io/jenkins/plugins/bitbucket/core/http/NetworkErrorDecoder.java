package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Authenticator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Turns a network failure into an error with advice: a transient one, or one that lasts until somebody changes
 * something.
 */
final class NetworkErrorDecoder {

    private static final Pattern TUNNEL_REFUSED = Pattern.compile("Unexpected response code for CONNECT: (\\d+)");
    // Some proxies, such as tinyproxy, answer this instead of 407 to a wrong password.
    private static final String UNAUTHORIZED = "401";
    private static final int MAX_CAUSES = 8;

    private final RestErrorDecoder decoder;
    private final HttpUrl origin;
    private final OkHttpClient client;

    NetworkErrorDecoder(RestErrorDecoder decoder, HttpUrl origin, OkHttpClient client) {
        this.decoder = decoder;
        this.origin = origin;
        this.client = client;
    }

    String credentialId() {
        return Text.printable(decoder.credential().id());
    }

    String redact(String text) {
        return Text.printable(decoder.credential().redact(text));
    }

    /** The chain of exceptions, without secrets in their texts. */
    String chain(Throwable failure) {
        StringBuilder chain = new StringBuilder();
        Throwable link = failure;
        for (int i = 0; link != null && i < MAX_CAUSES; i++) {
            chain.append(i == 0 ? "" : ", caused by ").append(redact(link.toString()));
            link = link.getCause();
        }
        return chain.toString();
    }

    BitbucketException decode(Exception failure, ExchangeTrace trace) {
        if (failure instanceof Exchange.TooLongException) {
            return decoder.unexpectedResponse(Sentences.of("Unexpected.Length", Exchange.MAX_BODY_BYTES));
        }
        if (String.valueOf(failure.getMessage()).startsWith("ID1ID2: ")) {
            // Okio's words for what is not compressed with gzip, although its header says so: a proxy unpacked it.
            return decoder.unexpectedResponse(Sentences.of("Unexpected.Compression"));
        }
        if (failure instanceof UnreadableContentException unreadable) {
            return decoder.unreachable(
                    Sentences.of("Content.Unreadable", redact(unreadable.getMessage())), "", unreadable);
        }
        if (failure instanceof UnknownHostException unknown) {
            return unresolved(unknown, trace);
        }
        if (String.valueOf(failure.getMessage()).startsWith("Received HTTP_PROXY_AUTH (407)")) {
            return refusedLogin(Optional.empty());
        }
        if (trace.handshaking() || trace.proxy().isPresent()) {
            Optional<TlsProblem> problem = TlsProblem.of(failure, origin, trace.proxy());
            if (problem.isPresent()) {
                return decoder.unreachable(problem.get().what(), problem.get().advice(), failure);
            }
        }
        Optional<String> proxy = trace.proxy().filter(any -> !trace.handshaking() && !trace.sent());
        return proxy.isPresent()
                ? atProxy(failure, proxy.get())
                : lost(
                        Sentences.of("Network.Host", origin.host()),
                        Sentences.of("Network.Advice", RestErrorDecoder.STATUS_PAGE),
                        failure,
                        maybeDone(failure, trace));
    }

    /** Whether Bitbucket may have carried out the request. */
    private static boolean maybeDone(Exception failure, ExchangeTrace trace) {
        // An HTTP/2 server that refuses a stream, or is about to close the connection, has not processed it:
        // https://www.rfc-editor.org/rfc/rfc9113#section-8.7
        boolean refused = failure.getClass().getSimpleName().equals("ConnectionShutdownException")
                || String.valueOf(failure.getMessage()).equals("stream was reset: REFUSED_STREAM");
        return trace.sent() && !refused;
    }

    private BitbucketException unresolved(UnknownHostException failure, ExchangeTrace trace) {
        String whose = trace.proxy()
                .map(proxy -> Sentences.of("Proxy.Name", proxy))
                .orElseGet(() -> Sentences.of("Network.Host", origin.host()));
        String advice = Sentences.of(trace.proxy().isPresent() ? "Proxy.NameAdvice" : "Network.NameAdvice");
        return NameResolution.mayRecover(failure)
                ? decoder.lost(Sentences.of("Network.NameForNow", whose), advice, false, failure)
                : decoder.unreachable(Sentences.of("Network.Name", whose), advice, failure);
    }

    /** No connection to the proxy, or it opens no tunnel. */
    private BitbucketException atProxy(Exception failure, String address) {
        String message = String.valueOf(failure.getMessage());
        if (message.equals("Failed to authenticate with proxy")) {
            return refusedLogin(Optional.of(address));
        }
        String proxy = Sentences.of("Proxy.Name", address);
        Matcher refused = TUNNEL_REFUSED.matcher(message);
        if (refused.find()) {
            if (refused.group(1).equals(UNAUTHORIZED)) {
                return refusedLogin(Optional.of(address));
            }
            String what = Sentences.of("Proxy.NoTunnel", proxy, origin.host(), refused.group(1));
            String advice = Sentences.of("Proxy.NoTunnelAdvice", origin.host() + ":" + origin.port());
            return refused.group(1).startsWith("5")
                    ? decoder.lost(what, advice, false, failure)
                    : decoder.unreachable(what, advice, failure);
        }
        return lost(proxy, Sentences.of("Proxy.Advice"), failure, false);
    }

    /**
     * The answer was 407.
     *
     * @param proxy the proxy of the request; none if none is configured, although there is one
     */
    BitbucketException refusedLogin(Optional<String> proxy) {
        String name = proxy.map(address -> Sentences.of("Proxy.Name", address))
                .orElseGet(() -> Sentences.of("Proxy.Unnamed"));
        return client.proxyAuthenticator() == Authenticator.NONE
                ? decoder.unreachable(
                        Sentences.of("Proxy.LoginWanted", name), Sentences.of("Proxy.LoginWantedAdvice"), null)
                : decoder.unreachable(
                        Sentences.of("Proxy.LoginRefused", name), Sentences.of("Proxy.LoginRefusedAdvice"), null);
    }

    /** @param peer the server of the connection */
    private BitbucketException lost(String peer, String advice, Exception failure, boolean maybeDone) {
        return decoder.lost(what(peer, failure), advice, maybeDone, failure);
    }

    private String what(String peer, Exception failure) {
        if (failure instanceof InterruptedIOException) {
            int limit = failure instanceof SocketTimeoutException
                    ? client.connectTimeoutMillis()
                    : client.callTimeoutMillis();
            return Sentences.of("Network.Silent", peer, RetryPolicy.inWords(Duration.ofMillis(limit)));
        }
        return failure instanceof IOException
                ? Sentences.of("Network.Lost", peer, reason(failure))
                : Sentences.of("Network.Failed", failure.getClass().getSimpleName());
    }

    private String reason(Exception failure) {
        Throwable cause =
                failure instanceof ConnectException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        String lowerCase = message.toLowerCase(Locale.ROOT);
        if (lowerCase.contains("end of stream") || TlsProblem.causedBy(failure, EOFException.class)) {
            return Sentences.of("Network.Closed");
        }
        if (lowerCase.contains("connection reset") || lowerCase.contains("broken pipe")) {
            return Sentences.of("Network.Reset");
        }
        if (lowerCase.contains("connection refused")) {
            return Sentences.of("Network.Refused");
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : redact(message);
    }
}
