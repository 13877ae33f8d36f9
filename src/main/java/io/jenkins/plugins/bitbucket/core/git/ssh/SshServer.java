package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.SshException.HostUntrusted;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Bitbucket's SSH server as one program reaches it: at its host, or where it may be instead. */
public final class SshServer {

    private final SshHost host;
    private final SshHost alternative;
    private final HostKeys hostKeys;
    private final Duration connectTimeout;
    private final Set<SshHost> refusing;
    private final Function<String, Optional<HttpProxy>> proxy;

    /**
     * @param host where it is
     * @param hostKeys which of its keys are trusted
     * @param connectTimeout how long each of its first answers may take: to the connection, and to the key
     */
    public SshServer(SshHost host, HostKeys hostKeys, Duration connectTimeout) {
        this(
                host,
                host.alternative().orElse(host),
                hostKeys,
                connectTimeout,
                ConcurrentHashMap.newKeySet(),
                direct -> Optional.empty());
    }

    /**
     * @param alternative where it may be instead
     * @param refusing the hosts that refused when another one served
     * @param proxy through which a connection to a host is made, by its name
     */
    SshServer(
            SshHost host,
            SshHost alternative,
            HostKeys hostKeys,
            Duration connectTimeout,
            Set<SshHost> refusing,
            Function<String, Optional<HttpProxy>> proxy) {
        this.host = host;
        this.alternative = alternative;
        this.hostKeys = hostKeys;
        this.connectTimeout = connectTimeout;
        this.refusing = refusing;
        this.proxy = proxy;
    }

    /** Where it should be. */
    public SshHost host() {
        return host;
    }

    /** The same, at another host. */
    public SshServer withHost(SshHost other) {
        return new SshServer(other, other.alternative().orElse(other), hostKeys, connectTimeout, refusing, proxy);
    }

    /** The same, through the proxy that is set for a host when a connection to it is made, or through none. */
    public SshServer through(Function<String, Optional<HttpProxy>> way) {
        return new SshServer(host, alternative, hostKeys, connectTimeout, refusing, way);
    }

    /** @throws BitbucketException if there is no connection to be had with this key */
    SshConnection connect(KeyPair key, SshErrorDecoder decoder) {
        SshHost first = refusing.contains(host) ? alternative : host;
        SshHost second = refusing.contains(host) ? host : alternative;
        try {
            return connect(first, key, decoder);
        } catch (BitbucketException refusal) {
            if (second.equals(first) || refusal instanceof HostUntrusted) {
                throw refusal;
            }
            SshConnection made = connectInstead(second, key, decoder, refusal);
            refusing.remove(second);
            refusing.add(first);
            return made;
        }
    }

    private SshConnection connectInstead(
            SshHost other, KeyPair key, SshErrorDecoder decoder, BitbucketException refusal) {
        try {
            return connect(other, key, decoder);
        } catch (Unavailable | Unreachable e) {
            throw decoder.alsoTried(refusal, other);
        }
    }

    private SshConnection connect(SshHost where, KeyPair key, SshErrorDecoder decoder) {
        return new SshConnector(where, proxy.apply(where.name()), hostKeys, connectTimeout, key, decoder).connect();
    }
}
