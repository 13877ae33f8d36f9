package io.jenkins.plugins.bitbucket.configuration;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The proxy of Manage Jenkins → System, for a client that is not Jenkins' own. */
final class JenkinsProxy extends ProxySelector {

    private final ProxyConfiguration proxy;

    private JenkinsProxy(ProxyConfiguration proxy) {
        this.proxy = proxy;
    }

    /** @param proxy Jenkins' settings, or null if it has none */
    static ProxySelector selector(ProxyConfiguration proxy) {
        return proxy == null ? ProxySelector.of(null) : new JenkinsProxy(proxy);
    }

    /** What the proxy wants to see, if it wants a user name. */
    static Optional<String> authorization(ProxyConfiguration proxy) {
        if (proxy == null || Util.fixEmpty(proxy.getUserName()) == null) {
            return Optional.empty();
        }
        String login = proxy.getUserName() + ":" + Secret.toString(proxy.getSecretPassword());
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(proxy.createProxy(uri.getHost()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request's own failure says it.
    }
}
