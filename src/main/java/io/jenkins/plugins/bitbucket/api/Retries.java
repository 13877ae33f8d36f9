package io.jenkins.plugins.bitbucket.api;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionScheduledEvent;
import io.jenkins.plugins.bitbucket.api.BitbucketException.Passing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tries again what failed in a manner that may pass, until the patience of one operation is at its end. */
public final class Retries {

    private static final double JITTER = 0.2;
    // A delay that Failsafe takes for none, and goes on with its own.
    private static final Duration NO_DELAY_NAMED = Duration.ofMillis(-1);

    private final Patience patience;
    private final ScheduledExecutorService timer;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean effortTold = new AtomicBoolean();
    private long startedAt;

    /** @param timer runs what is tried again */
    public Retries(Patience patience, ScheduledExecutorService timer) {
        this.patience = patience;
        this.timer = timer;
    }

    /** How long new tries may still begin. */
    Duration remaining() {
        Duration left = patience.total().minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private synchronized Duration elapsed() {
        if (startedAt == 0) {
            startedAt = System.nanoTime();
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Tells whoever waits for the operation why it does. */
    void tell(String wait) {
        patience.waits().accept(wait);
    }

    /**
     * Makes an attempt, and others while they fail in a manner that may pass.
     *
     * @param again whether a failure of that kind is to be tried again
     * @return what the attempt gives; cancelling it ends the attempt or the wait
     */
    public <T> CompletableFuture<T> run(Predicate<Passing> again, Supplier<CompletableFuture<T>> attempt) {
        Duration most = remaining();
        if (most.compareTo(patience.firstWait()) <= 0) {
            return attempt.get();
        }
        AtomicInteger tries = new AtomicInteger();
        CompletableFuture<T> outcome = Failsafe.with(policy(again, most))
                .with(timer)
                .getStageAsync(() -> {
                    tries.incrementAndGet();
                    return attempt.get();
                });
        running.add(outcome);
        CompletableFuture<T> result = outcome.exceptionally(failure -> {
            if (tries.get() > 1
                    && BitbucketException.cause(failure) instanceof Passing passing
                    && again.test(passing)) {
                throw passing.after(effort(tries.get()));
            }
            throw BitbucketException.rethrow(failure);
        });
        result.whenComplete((value, failure) -> {
            outcome.cancel(true);
            running.remove(outcome);
        });
        return result;
    }

    /** Said once, though an attempt may consist of calls that are tried again themselves. */
    private String effort(int tries) {
        return effortTold.getAndSet(true)
                ? ""
                : " It was tried " + tries + " times within " + Patience.inWords(elapsed()) + ".";
    }

    /** Ends the waits. */
    public void cancel() {
        running.forEach(outcome -> outcome.cancel(true));
    }

    private RetryPolicy<Object> policy(Predicate<Passing> again, Duration most) {
        return RetryPolicy.builder()
                .handleIf(failure -> BitbucketException.cause(failure) instanceof Passing passing
                        && again.test(passing)
                        && passing.retryAfter().orElse(Duration.ZERO).compareTo(remaining()) <= 0)
                .withBackoff(patience.firstWait(), patience.longestWait())
                .withDelayFn(context -> delay(BitbucketException.cause(context.getLastException())))
                .withJitter(JITTER)
                .withMaxRetries(-1)
                .withMaxDuration(most)
                .onRetryScheduled(this::tell)
                .build();
    }

    /** What Bitbucket asks for; a token over its limit waits for its turn, and not here. */
    private static Duration delay(Throwable failure) {
        if (failure instanceof BitbucketException.RateLimited) {
            return Duration.ZERO;
        }
        // Never before the time that was asked for, whichever way chance varies it.
        return ((Passing) failure)
                .retryAfter()
                .map(wait -> Duration.ofMillis((long) Math.ceil(wait.toMillis() / (1 - JITTER))))
                .orElse(NO_DELAY_NAMED);
    }

    private void tell(ExecutionScheduledEvent<Object> retry) {
        if (BitbucketException.cause(retry.getLastException()) instanceof Passing passing
                && !retry.getDelay().isZero()) {
            tell(passing.reason() + ". Trying again in " + Patience.inWords(retry.getDelay()) + "; giving up after "
                    + Patience.inWords(patience.total()) + " in all.");
        }
    }
}
