package io.jenkins.plugins.bitbucket.configuration;

import hudson.PluginWrapper;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.http.BasicProxyLogin;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;

/**
 * An HTTP client with the proxy of Manage Jenkins → System and the timeouts of this plugin. Both are read for each
 * request: the next request uses a change, and running requests are not affected.
 */
final class JenkinsHttpClient implements Supplier<OkHttpClient> {

    private final BitbucketCloudConfiguration configuration;
    private final String host;
    private volatile Made newest;

    private record Settings(Optional<JenkinsProxy> proxy, int connectSeconds, int requestSeconds) {}

    private record Made(Settings settings, OkHttpClient client) {}

    /** @param host the target host, which may bypass the proxy */
    JenkinsHttpClient(BitbucketCloudConfiguration configuration, String host) {
        this.configuration = configuration;
        this.host = host;
    }

    /** The user agent, such as {@code bitbucket-api-token/1.2}. */
    static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(JenkinsHttpClient.class);
        // The version of a private build continues after a space.
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
        return new Settings(
                JenkinsProxy.on(host),
                configuration.getConnectTimeoutSeconds(),
                configuration.getRequestTimeoutSeconds());
    }

    private static OkHttpClient client(Settings settings) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .proxy(settings.proxy().map(JenkinsProxy::forHttp).orElse(Proxy.NO_PROXY))
                .connectTimeout(Duration.ofSeconds(settings.connectSeconds()))
                .callTimeout(Duration.ofSeconds(settings.requestSeconds()));
        settings.proxy()
                .filter(proxy -> !proxy.user().isEmpty())
                .ifPresent(proxy -> new BasicProxyLogin(proxy.user(), Secret.toString(proxy.password())).addTo(client));
        return client.build();
    }
}
