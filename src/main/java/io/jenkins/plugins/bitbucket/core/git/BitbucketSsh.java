package io.jenkins.plugins.bitbucket.core.git;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.HttpProxy;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshServer;
import io.jenkins.plugins.bitbucket.core.retry.DaemonExecutors;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * Bitbucket Cloud's git over SSH, or a test server: its address, trusted host keys and timeouts. Create one and keep
 * it, because it holds the threads. {@link #as} creates a connection for each operation.
 */
public final class BitbucketSsh {

    // Each attempt of an operation blocks one thread for tens of milliseconds.
    private static final int MAX_THREADS = 4;

    private final SshServer server;
    private final Duration timeout;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;

    private BitbucketSsh(SshServer server, Duration timeout, ExecutorService threads, ScheduledExecutorService timer) {
        this.server = server;
        this.timeout = timeout;
        this.threads = threads;
        this.timer = timer;
    }

    /**
     * @param host {@link SshHost#BITBUCKET}, or another one
     * @param hostKeys the trusted host keys: {@link HostKeys#published()}, or others
     * @param connectTimeout the connection timeout
     * @param timeout how long one attempt of an operation can take
     * @throws IllegalArgumentException if a timeout is not positive
     */
    public static BitbucketSsh at(SshHost host, HostKeys hostKeys, Duration connectTimeout, Duration timeout) {
        for (Duration limit : new Duration[] {connectTimeout, timeout}) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException(Sentences.of("Form.SshTimeLimits"));
            }
        }
        return new BitbucketSsh(
                new SshServer(host, hostKeys, connectTimeout),
                timeout,
                DaemonExecutors.threads(MAX_THREADS, "Bitbucket SSH client of " + host),
                DaemonExecutors.timer("Bitbucket SSH timer"));
    }

    /** The same server at the host in a repository's clone URL; shares the threads. */
    public BitbucketSsh withHost(SshHost host) {
        return new BitbucketSsh(server.withHost(host), timeout, threads, timer);
    }

    /**
     * The same server through an HTTP proxy; shares the threads.
     *
     * @param proxy supplies the proxy for the name of a host when a connection is opened, or none
     */
    public BitbucketSsh through(Function<String, Optional<HttpProxy>> proxy) {
        return new BitbucketSsh(server.through(proxy), timeout, threads, timer);
    }

    /** A connection with {@code credential}, for one operation, without retries. */
    public GitClient as(SshCredential credential) {
        return as(credential, RetryPolicy.NONE);
    }

    /** A connection with {@code credential}, for one operation, with retries after transient failures. */
    public GitClient as(SshCredential credential, RetryPolicy policy) {
        return new GitClient(server, timeout, threads, timer, credential, new Retrier(policy, timer));
    }
}
