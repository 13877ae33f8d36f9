package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.git.ssh.TunnelledSession.RefusedException;
import java.util.Optional;
import java.util.Set;

/**
 * Why a proxy opened no tunnel.
 *
 * @param host the target host
 * @param connection the failed connection
 */
record ProxyFailure(SshHost host, HttpProxy proxy, ConnectFailure connection) {

    // Some proxies, such as tinyproxy, answer 401 to a wrong password.
    private static final Set<Integer> LOGIN_WANTED = Set.of(401, 407);

    BitbucketException explain(Exception failure) {
        String peer = Sentences.of("Proxy.Name", proxy);
        String advice = Sentences.of("Proxy.Advice");
        Optional<RefusedException> refused = ConnectFailure.cause(failure, RefusedException.class);
        if (refused.isPresent()) {
            return refused(peer, refused.get().status(), failure);
        }
        return connection.record().isConnected()
                ? connection
                        .decoder()
                        .transientFailure(connection.silentOrClosed(peer, failure), advice, false, failure)
                : connection.unreachable(peer, advice, failure);
    }

    private BitbucketException refused(String peer, int status, Exception failure) {
        SshErrorDecoder decoder = connection.decoder();
        if (LOGIN_WANTED.contains(status)) {
            return proxy.hasLogin()
                    ? decoder.unreachable(
                            Sentences.of("Proxy.LoginRefused", peer), Sentences.of("Proxy.LoginRefusedAdvice"), failure)
                    : decoder.unreachable(
                            Sentences.of("Proxy.LoginWanted", peer), Sentences.of("Proxy.LoginWantedAdvice"), failure);
        }
        if (status == 0) {
            return decoder.unreachable(Sentences.of("Ssh.OtherProxy", peer), Sentences.of("Proxy.Advice"), failure);
        }
        String what = Sentences.of("Proxy.NoTunnel", peer, host.name(), status);
        String advice = Sentences.of("Ssh.TunnelAdvice", host.name() + ":" + host.port());
        return status >= 500
                ? decoder.transientFailure(what, advice, false, failure)
                : decoder.unreachable(what, advice, failure);
    }
}
