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
 * The user name and the password that an HTTP proxy wants, by Basic authentication. They go along with the first request
 * to it: who waits to be asked sends every {@code CONNECT} twice, and what changes something not at all.
 */
public final class BasicProxyLogin implements Authenticator, Interceptor {

    private static final String HEADER = "Proxy-Authorization";
    // How OkHttp asks, before it opens a tunnel, for what would be answered to a refusal.
    private static final String BEFOREHAND = "OkHttp-Preemptive";

    private final String credentials;

    public BasicProxyLogin(String user, String password) {
        credentials = Credentials.basic(user, password, StandardCharsets.UTF_8);
    }

    /** Makes the client that is built say the user name and the password to its proxy, and to nobody else. */
    public OkHttpClient.Builder addTo(OkHttpClient.Builder client) {
        return client.proxyAuthenticator(this).addNetworkInterceptor(this);
    }

    @Override
    public Request authenticate(Route route, Response response) {
        boolean asked = response.challenges().stream()
                .anyMatch(challenge -> challenge.scheme().equalsIgnoreCase(BEFOREHAND));
        // A proxy that asks has refused them.
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
