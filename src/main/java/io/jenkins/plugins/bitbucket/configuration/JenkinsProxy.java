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
import jenkins.model.Jenkins;

/** The proxy of Manage Jenkins → System, as it is set when a request is sent, for a client that is not Jenkins' own. */
final class JenkinsProxy extends ProxySelector {

    /** What the proxy wants to see, if there is one and it wants a user name. */
    static Optional<String> authorization() {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null || Util.fixEmpty(proxy.getUserName()) == null) {
            return Optional.empty();
        }
        String login = proxy.getUserName() + ":" + Secret.toString(proxy.getSecretPassword());
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<Proxy> select(URI uri) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        return List.of(proxy == null ? Proxy.NO_PROXY : proxy.createProxy(uri.getHost()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request's own failure says it.
    }
}
