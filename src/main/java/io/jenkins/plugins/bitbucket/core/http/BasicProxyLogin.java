package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/**
 * The user name and password for an HTTP proxy, by Basic authentication. They are sent with the first request: a client
 * that waits for a 407 sends every {@code CONNECT} twice, and never repeats a request that changes something.
 */
public final class BasicProxyLogin implements Authenticator, Interceptor {

    private static final String HEADER = "Proxy-Authorization";
    // How OkHttp asks, before it opens a tunnel, for the answer to a 407.
    private static final String BEFOREHAND = "OkHttp-Preemptive";

    private final String credentials;

    public BasicProxyLogin(String user, String password) {
        credentials = Credentials.basic(user, password, StandardCharsets.UTF_8);
    }

    /** Makes the client under construction send the user name and password to its proxy only. */
    public OkHttpClient.Builder addTo(OkHttpClient.Builder client) {
        return client.proxyAuthenticator(this).addNetworkInterceptor(this);
    }

    @Override
    public Request authenticate(Route route, Response response) {
        boolean asked = response.challenges().stream()
                .anyMatch(challenge -> challenge.scheme().equalsIgnoreCase(BEFOREHAND));
        // A proxy that asks again has rejected them.
        return asked
                ? response.request().newBuilder().header(HEADER, credentials).build()
                : null;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Connection connection = chain.connection();
        boolean read = !request.isHttps()
                && connection != null
                && connection.route().proxy().type() == Proxy.Type.HTTP;
        return chain.proceed(
                read ? request.newBuilder().header(HEADER, credentials).build() : request);
    }

    @Override
    public String toString() {
        return "BasicProxyLogin[hidden]";
    }
}
