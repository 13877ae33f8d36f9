package io.jenkins.plugins.bitbucket.configuration;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.git.ssh.HttpProxy;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * The proxy of Manage Jenkins → System.
 *
 * @param user empty for a proxy without a login
 */
record JenkinsProxy(String host, int port, String user, Secret password) {

    /** The current proxy, unless the host {@code target} bypasses it. */
    static Optional<JenkinsProxy> on(String target) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        boolean direct = proxy == null
                || Util.fixEmptyAndTrim(proxy.getName()) == null
                || proxy.getNoProxyHostPatterns().stream()
                        .anyMatch(bypassed -> bypassed.matcher(target).matches());
        return direct
                ? Optional.empty()
                : Optional.of(new JenkinsProxy(
                        proxy.getName().trim(),
                        proxy.getPort(),
                        Util.fixNull(proxy.getUserName()),
                        proxy.getSecretPassword()));
    }

    /** For HTTP; its name is resolved for each connection. */
    Proxy forHttp() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    HttpProxy forSsh() {
        return new HttpProxy(host, port, user, Secret.toString(password));
    }
}
