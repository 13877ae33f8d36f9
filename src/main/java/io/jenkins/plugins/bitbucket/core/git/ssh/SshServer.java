package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Bitbucket's SSH server, at its host or at the alternative one. */
public final class SshServer {

    private final SshHost host;
    private final SshHost alternative;
    private final HostKeys hostKeys;
    private final Duration connectTimeout;
    private final Set<SshHost> refusing;
    private final Function<String, Optional<HttpProxy>> proxy;

    /**
     * @param host its address
     * @param hostKeys the trusted host keys
     * @param connectTimeout how long each of its first answers can take: to the connection, and to the key
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
     * @param alternative the alternative host
     * @param refusing the hosts that refused while another one accepted
     * @param proxy supplies the proxy for the name of a host
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

    /** Its configured address. */
    public SshHost host() {
        return host;
    }

    /** The same server at another host. */
    public SshServer withHost(SshHost other) {
        return new SshServer(other, other.alternative().orElse(other), hostKeys, connectTimeout, refusing, proxy);
    }

    /** The same server through the proxy that is configured for its host when a connection is opened, if any. */
    public SshServer through(Function<String, Optional<HttpProxy>> way) {
        return new SshServer(host, alternative, hostKeys, connectTimeout, refusing, way);
    }

    /**
     * @param over whether the attempt has ended; the alternative host is not tried then
     * @throws BitbucketException if no connection can be opened with this key
     */
    SshConnection connect(KeyPair key, SshErrorDecoder decoder, BooleanSupplier over) {
        SshHost first = refusing.contains(host) ? alternative : host;
        SshHost second = refusing.contains(host) ? host : alternative;
        try {
            return connect(first, key, decoder);
        } catch (Unavailable | Unreachable refusal) {
            if (second.equals(first) || over.getAsBoolean()) {
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
