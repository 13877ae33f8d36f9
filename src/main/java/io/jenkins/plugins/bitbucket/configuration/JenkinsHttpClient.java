package io.jenkins.plugins.bitbucket.configuration;

import hudson.PluginWrapper;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.http.BasicProxyLogin;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;

/**
 * The client that reaches a host by the proxy of Manage Jenkins → System, within the time limits of this plugin. Both are
 * read for each request: a change is taken up by the next one, and nothing of what is under way is dropped.
 */
final class JenkinsHttpClient implements Supplier<OkHttpClient> {

    private final BitbucketCloudConfiguration configuration;
    private final String host;
    private volatile Made newest;

    /** @param user empty for a proxy that wants none */
    private record Settings(Proxy proxy, String user, Secret password, int connectSeconds, int requestSeconds) {}

    private record Made(Settings settings, OkHttpClient client) {}

    /** @param host which the proxy may let through or not */
    JenkinsHttpClient(BitbucketCloudConfiguration configuration, String host) {
        this.configuration = configuration;
        this.host = host;
    }

    /** What servers are told of who asks, as {@code bitbucket-api-token/1.2}. */
    static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(JenkinsHttpClient.class);
        // The version of a private build goes on behind a blank.
        return "bitbucket-api-token"
                + (plugin == null ? "" : "/" + plugin.getVersion().replaceFirst("\\s.*", ""));
    }

    @Override
    public OkHttpClient get() {
        Settings settings = settings();
        Made made = newest;
        if (made == null || !made.settings().equals(settings)) {
            made = new Made(settings, client(settings));
            newest = made;
        }
        return made.client();
    }

    private Settings settings() {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        boolean direct = proxy == null
                || Util.fixEmptyAndTrim(proxy.getName()) == null
                || proxy.getNoProxyHostPatterns().stream()
                        .anyMatch(bypassed -> bypassed.matcher(host).matches());
        return new Settings(
                // Its name is resolved for each connection.
                direct
                        ? Proxy.NO_PROXY
                        : new Proxy(
                                Proxy.Type.HTTP,
                                InetSocketAddress.createUnresolved(
                                        proxy.getName().trim(), proxy.getPort())),
                direct ? "" : Util.fixNull(proxy.getUserName()),
                direct ? null : proxy.getSecretPassword(),
                configuration.getConnectTimeoutSeconds(),
                configuration.getRequestTimeoutSeconds());
    }

    private static OkHttpClient client(Settings settings) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .proxy(settings.proxy())
                .connectTimeout(Duration.ofSeconds(settings.connectSeconds()))
                .callTimeout(Duration.ofSeconds(settings.requestSeconds()));
        if (!settings.user().isEmpty()) {
            new BasicProxyLogin(settings.user(), Secret.toString(settings.password())).addTo(client);
        }
        return client.build();
    }
}
