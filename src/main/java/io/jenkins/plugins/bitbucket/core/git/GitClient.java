package io.jenkins.plugins.bitbucket.core.git;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.git.ssh.KeyReader;
import io.jenkins.plugins.bitbucket.core.git.ssh.SharedConnection;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshServer;
import io.jenkins.plugins.bitbucket.core.git.ssh.UnusableKeyException;
import io.jenkins.plugins.bitbucket.core.retry.OperationClient;
import io.jenkins.plugins.bitbucket.core.retry.Retrier;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Git over SSH for one account and one operation, which it can cancel. */
public final class GitClient extends OperationClient<GitClient> {

    private final SshServer server;
    private final Duration timeout;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final SshCredential credential;
    private KeyPair key;

    GitClient(
            SshServer server,
            Duration timeout,
            ExecutorService threads,
            ScheduledExecutorService timer,
            SshCredential credential,
            Retrier retrier) {
        super(retrier);
        this.server = server;
        this.timeout = timeout;
        this.threads = threads;
        this.timer = timer;
        this.credential = credential;
    }

    /** The credential of this connection. */
    public SshCredential credential() {
        return credential;
    }

    /**
     * Does some work on a thread, and retries it after a transient failure.
     *
     * @param action what is done, after “can't”
     * @return the result of the work; fails with a {@link BitbucketException}. Cancelling it closes the connection
     */
    public <T> CompletableFuture<T> run(String action, GitWork<T> work) {
        SshErrorDecoder decoder = new SshErrorDecoder(action, credential.id());
        return retrier().run(lost -> true, () -> once(decoder, work));
    }

    private <T> CompletableFuture<T> once(SshErrorDecoder decoder, GitWork<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Future<?> thread = threads.submit(() -> complete(outcome, decoder, work));
        outcome.whenComplete((value, failure) -> {
            if (failure != null) {
                thread.cancel(true);
            }
        });
        return outcome;
    }

    private <T> void complete(CompletableFuture<T> outcome, SshErrorDecoder decoder, GitWork<T> work) {
        // The end of one attempt may free this thread while the others are being cancelled.
        BooleanSupplier over = () -> outcome.isDone() || retrier().isCancelled();
        if (over.getAsBoolean()) {
            return;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        String late = Sentences.of("Ssh.NotDone", timeout.toSeconds());
        Future<?> clock = timer.schedule(
                () -> outcome.completeExceptionally(decoder.lost(late, true, null)),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        try (SharedConnection connection = new SharedConnection(server, key(decoder), over)) {
            outcome.complete(work.run(new GitOperations(connection, decoder, deadline)));
        } catch (IOException e) {
            outcome.completeExceptionally(decoder.lost(Sentences.of("Ssh.Broken"), true, e));
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        } finally {
            clock.cancel(false);
        }
    }

    /** Read once for all attempts: unlocking a key can take longer than using it. */
    private synchronized KeyPair key(SshErrorDecoder decoder) {
        try {
            if (key == null) {
                key = KeyReader.read(credential.key());
            }
            return key;
        } catch (UnusableKeyException e) {
            throw decoder.keyRejected(e.fault(), e.getMessage(), Optional.empty());
        }
    }
}
