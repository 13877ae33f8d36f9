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
 * The client that reaches a host by the proxy of Manage Jenkins → System, within the time limits of this plugin. Both are
 * read for each request: a change is taken up by the next one, and nothing of what is under way is dropped.
 */
final class JenkinsHttpClient implements Supplier<OkHttpClient> {

    private final BitbucketCloudConfiguration configuration;
    private final String host;
    private volatile Made newest;

    private record Settings(Optional<JenkinsProxy> proxy, int connectSeconds, int requestSeconds) {}

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
