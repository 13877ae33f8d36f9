package io.jenkins.plugins.bitbucket.git;

import io.jenkins.plugins.bitbucket.api.BitbucketException;
import io.jenkins.plugins.bitbucket.api.SshAttempt;
import io.jenkins.plugins.bitbucket.api.Text;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Git over SSH as one account, for one operation, which it can end. */
public final class GitConnection {

    private static final int MOST_TRIES = 3;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final SshServer server;
    private final Duration timeout;
    private final ExecutorService threads;
    private final SshCredential credential;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;
    private volatile boolean resumed;

    GitConnection(SshServer server, Duration timeout, ExecutorService threads, SshCredential credential) {
        this.server = server;
        this.timeout = timeout;
        this.threads = threads;
        this.credential = credential;
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
    public GitConnection resumed() {
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
    }

    /**
     * Makes {@code outcome}, which this connection's work leads to, end it when it is cancelled.
     *
     * @return {@code outcome}
     */
    public <T> CompletableFuture<T> abortedWith(CompletableFuture<T> outcome) {
        outcome.whenComplete((value, failure) -> {
            if (outcome.isCancelled()) {
                abort();
            }
        });
        return outcome;
    }

    /**
     * Does some work on a thread, and begins it again, a few times, if its connection broke.
     *
     * @param action what is done, after “can't”
     * @return what the work gives; fails with a {@link BitbucketException}. Cancelling it closes the connection
     */
    public <T> CompletableFuture<T> run(String action, GitWork<T> work) {
        SshAttempt attempt = new SshAttempt(action, credential.id());
        CompletableFuture<T> outcome = new CompletableFuture<>();
        if (aborted) {
            outcome.cancel(true);
            return outcome;
        }
        underWay.add(outcome);
        Future<?> thread = threads.submit(() -> complete(outcome, attempt, work));
        CompletableFuture<Void> clock =
                new CompletableFuture<Void>().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
        clock.thenRun(() -> {
            String late = "Bitbucket was not done within " + timeout.toSeconds() + " seconds";
            if (outcome.completeExceptionally(attempt.lost(late, null))) {
                thread.cancel(true);
            }
        });
        outcome.whenComplete((value, failure) -> {
            underWay.remove(outcome);
            clock.cancel(false);
            if (outcome.isCancelled()) {
                thread.cancel(true);
            }
        });
        return outcome;
    }

    private <T> void complete(CompletableFuture<T> outcome, SshAttempt attempt, GitWork<T> work) {
        if (aborted) {
            outcome.cancel(true);
            return;
        }
        try {
            outcome.complete(persist(outcome, new GitSession(server, key(attempt), attempt), work));
        } catch (InterruptedException e) {
            outcome.cancel(true);
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        }
    }

    private KeyPair key(SshAttempt attempt) {
        try {
            return KeyReader.read(credential.key());
        } catch (UnusableKey e) {
            throw attempt.keyRejected(e.fault(), e.getMessage(), Optional.empty());
        }
    }

    private static <T> T persist(CompletableFuture<T> outcome, GitSession session, GitWork<T> work)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return work.run(session);
            } catch (IOException e) {
                if (outcome.isDone()) {
                    throw new InterruptedException();
                }
                if (tries == MOST_TRIES) {
                    String why = Text.printable(Optional.ofNullable(e.getMessage())
                            .orElse(e.getClass().getSimpleName()));
                    throw session.attempt().unreachable("the connection broke " + tries + " times (" + why + ")", e);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.multipliedBy(tries).toMillis());
            }
        }
    }
}
