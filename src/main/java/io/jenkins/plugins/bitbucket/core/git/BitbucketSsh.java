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
 * Bitbucket Cloud's git over SSH, or a stand-in, as one program reaches it: where it is, what its host key must be, and
 * how long to wait for it. Made once and kept, for it holds the threads; {@link #as} gives a connection for each
 * operation.
 */
public final class BitbucketSsh {

    // Each try of an operation blocks one for some tens of milliseconds.
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
     * @param hostKeys which of its keys are trusted: {@link HostKeys#published()}, or others
     * @param connectTimeout how long a connection may take to be made
     * @param timeout how long one try of an operation may take
     * @throws IllegalArgumentException if a limit is not positive
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

    /** The same, at the host that a repository's own clone URL names; shares the threads. */
    public BitbucketSsh withHost(SshHost host) {
        return new BitbucketSsh(server.withHost(host), timeout, threads, timer);
    }

    /**
     * The same, through an HTTP proxy; shares the threads.
     *
     * @param proxy gives the one for a host, by its name, when a connection is made, or none
     */
    public BitbucketSsh through(Function<String, Optional<HttpProxy>> proxy) {
        return new BitbucketSsh(server.through(proxy), timeout, threads, timer);
    }

    /** A connection that acts as {@code credential}, for one operation, and tries nothing again. */
    public GitClient as(SshCredential credential) {
        return as(credential, RetryPolicy.NONE);
    }

    /** A connection that acts as {@code credential}, for one operation, and retries transient failures. */
    public GitClient as(SshCredential credential, RetryPolicy policy) {
        return new GitClient(server, timeout, threads, timer, credential, new Retrier(policy, timer));
    }
}
