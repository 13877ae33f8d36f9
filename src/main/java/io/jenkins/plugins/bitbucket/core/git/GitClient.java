package io.jenkins.plugins.bitbucket.core.git;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.git.ssh.KeyReader;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshServer;
import io.jenkins.plugins.bitbucket.core.git.ssh.UnusableKeyException;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Git over SSH as one account, for one operation, which it can end. */
public final class GitClient {

    private final SshServer server;
    private final Duration timeout;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final SshCredential credential;
    private final Retrier retries;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;
    private volatile boolean resumed;

    GitClient(
            SshServer server,
            Duration timeout,
            ExecutorService threads,
            ScheduledExecutorService timer,
            SshCredential credential,
            Retrier retries) {
        this.server = server;
        this.timeout = timeout;
        this.threads = threads;
        this.timer = timer;
        this.credential = credential;
        this.retries = retries;
    }

    /** The credential that this connection acts with. */
    public SshCredential credential() {
        return credential;
    }

    /**
     * Says that the operation was begun before and its end is not known, as after a restart of the program: what it is
     * to make may have been made by it already.
     *
     * @return this connection
     */
    public GitClient resumed() {
        resumed = true;
        return this;
    }

    /** Whether the operation was begun before and its end is not known. */
    public boolean isResumed() {
        return resumed;
    }

    /** Ends what is under way and lets nothing start any more: the futures end cancelled. */
    public void abort() {
        aborted = true;
        underWay.forEach(outcome -> outcome.cancel(true));
        retries.cancel();
    }

    /**
     * Makes {@code outcome}, which this connection's work leads to, end it when it is cancelled.
     *
     * @return {@code outcome}
     */
    public <T> CompletableFuture<T> cancelTogether(CompletableFuture<T> outcome) {
        outcome.whenComplete((value, failure) -> {
            if (outcome.isCancelled()) {
                abort();
            }
        });
        return outcome;
    }

    /**
     * Does some work on a thread, and begins it again where it failed in a manner that may pass.
     *
     * @param action what is done, after “can't”
     * @return what the work gives; fails with a {@link BitbucketException}. Cancelling it closes the connection
     */
    public <T> CompletableFuture<T> run(String action, GitWork<T> work) {
        SshErrorDecoder attempt = new SshErrorDecoder(action, credential.id());
        return retries.run(lost -> true, () -> once(attempt, work));
    }

    private <T> CompletableFuture<T> once(SshErrorDecoder attempt, GitWork<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        if (aborted) {
            outcome.cancel(true);
            return outcome;
        }
        underWay.add(outcome);
        Future<?> thread = threads.submit(() -> complete(outcome, attempt, work));
        outcome.whenComplete((value, failure) -> {
            underWay.remove(outcome);
            if (failure != null) {
                thread.cancel(true);
            }
        });
        return outcome;
    }

    private <T> void complete(CompletableFuture<T> outcome, SshErrorDecoder attempt, GitWork<T> work) {
        String late = "Bitbucket was not done within " + timeout.toSeconds() + " seconds";
        Future<?> clock = timer.schedule(
                () -> outcome.completeExceptionally(attempt.lost(late, null)),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            outcome.complete(work.run(new GitOperations(server, key(attempt), attempt)));
        } catch (IOException e) {
            String why = Text.printable(
                    Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
            outcome.completeExceptionally(attempt.lost("the connection broke (" + why + ")", e));
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        } finally {
            clock.cancel(false);
        }
    }

    private KeyPair key(SshErrorDecoder attempt) {
        try {
            return KeyReader.read(credential.key());
        } catch (UnusableKeyException e) {
            throw attempt.keyRejected(e.fault(), e.getMessage(), Optional.empty());
        }
    }
}
