package io.jenkins.plugins.bitbucket.core.retry;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Logger;

/** Retries an operation after transient failures, according to its policy. */
public final class Retrier {

    private static final Logger LOGGER = Logger.getLogger(Retrier.class.getName());
    private static final double JITTER = 0.2;
    // Bitbucket knows a pushed branch after some seconds, and a misspelled name should not cause a longer wait.
    private static final int LAG_RETRIES = 2;
    private static final int LAG_RETRIES_IN_TIME = 3;
    // 2^20 of the shortest delays exceed any operation.
    private static final int MAX_DOUBLINGS = 20;

    private final RetryPolicy policy;
    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean triesTold = new AtomicBoolean();
    private volatile boolean cancelled;
    private long startedAt;

    /** @param timer runs the retries */
    public Retrier(RetryPolicy policy, ScheduledExecutorService timer) {
        this(policy, timer, System::nanoTime);
    }

    /** @param clock returns nanoseconds since an arbitrary moment */
    Retrier(RetryPolicy policy, ScheduledExecutorService timer, LongSupplier clock) {
        this.policy = policy;
        this.timer = timer;
        this.clock = clock;
    }

    /** How long new attempts can still start. */
    public Duration remaining() {
        Duration left = policy.maxDuration().minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private synchronized Duration elapsed() {
        if (startedAt == 0) {
            startedAt = clock.getAsLong();
        }
        return Duration.ofNanos(clock.getAsLong() - startedAt);
    }

    /** Tells the listener of the operation why it waits. */
    public void tell(String wait) {
        LOGGER.fine(wait);
        policy.onRetryScheduled().accept(wait);
    }

    /**
     * Makes an attempt, and retries after transient failures.
     *
     * @param again whether to retry after this failure
     * @return the result of the attempt; cancelling it cancels the attempt or the wait
     */
    public <T> CompletableFuture<T> run(Predicate<Transient> again, Supplier<CompletableFuture<T>> attempt) {
        if (cancelled) {
            return whileRunning(new CompletableFuture<>());
        }
        if (remaining().compareTo(policy.delay()) <= 0) {
            return whileRunning(attempt.get());
        }
        return new Execution<>(
                        failure -> failure instanceof Transient lost && again.test(lost),
                        attempt,
                        (failure, tries) -> waitAfter((Transient) failure, tries))
                .start();
    }

    /**
     * Makes an attempt, and a few more if it fails because Bitbucket does not know everywhere yet what was done a
     * moment ago: two more, within three seconds at the usual delay, and a third after seven seconds if there is time.
     * The two are made even without time for retries, because no failure is known.
     *
     * @param unknownYet whether that may be the reason for the failure
     * @param reason what to tell the listener, without a full stop
     */
    public <T> CompletableFuture<T> runUntilKnown(
            Predicate<Throwable> unknownYet, String reason, Supplier<CompletableFuture<T>> attempt) {
        return new Execution<>(unknownYet, attempt, (failure, tries) -> waitUntilKnown(reason, tries)).start();
    }

    /**
     * Polls until a result is available, however long that takes. Each poll has the whole retry time of the policy.
     *
     * @param look returns the result, or nothing yet
     * @param interval how long to wait after so many polls; varied randomly, so that many waits don't poll at once
     */
    public <T> CompletableFuture<T> poll(
            Supplier<CompletableFuture<Optional<T>>> look, IntFunction<Duration> interval) {
        return new Execution<T>(
                        NotYet.class::isInstance,
                        () -> {
                            restartClock();
                            return look.get().thenApply(seen -> seen.orElseThrow(NotYet::new));
                        },
                        (failure, looks) -> Optional.of(varied(interval.apply(looks))))
                .start();
    }

    /** The policy's delay after so many attempts. */
    public Duration delayAfter(int tries) {
        Duration wait = policy.delay().multipliedBy(1L << Math.min(tries - 1, MAX_DOUBLINGS));
        return wait.compareTo(policy.maxDelay()) < 0 ? wait : policy.maxDelay();
    }

    /** The longest delay of the policy. */
    public Duration maxDelay() {
        return policy.maxDelay();
    }

    /** The awaited result is not available. */
    private static final class NotYet extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYet() {
            super(null, null, false, false);
        }
    }

    private synchronized void restartClock() {
        startedAt = clock.getAsLong();
    }

    private static Duration varied(Duration planned) {
        double chance = ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return planned.plusMillis((long) (planned.toMillis() * chance));
    }

    private <T> CompletableFuture<T> whileRunning(CompletableFuture<T> outcome) {
        running.add(outcome);
        outcome.whenComplete((value, failure) -> running.remove(outcome));
        if (cancelled) {
            outcome.cancel(true);
        }
        return outcome;
    }

    /** Cancels the attempts and the waits, and starts no more. */
    public void cancel() {
        cancelled = true;
        running.forEach(outcome -> outcome.cancel(true));
    }

    /** Whether nothing more may start; the last outcomes may not be cancelled yet. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** One attempt after the other, with the waits between them. */
    private final class Execution<T> {
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private final Predicate<Throwable> again;
        private final Supplier<CompletableFuture<T>> attempt;
        private final BiFunction<Throwable, Integer, Optional<Duration>> waitAfter;
        private volatile Future<?> underWay = outcome;
        private int tries;

        /** @param waitAfter how long to wait after a failure and so many attempts; none for no further attempt */
        Execution(
                Predicate<Throwable> again,
                Supplier<CompletableFuture<T>> attempt,
                BiFunction<Throwable, Integer, Optional<Duration>> waitAfter) {
            this.again = again;
            this.attempt = attempt;
            this.waitAfter = waitAfter;
        }

        CompletableFuture<T> start() {
            whileRunning(outcome).whenComplete((value, failure) -> underWay.cancel(true));
            if (!cancelled) {
                tryOnce();
            }
            return outcome;
        }

        private void tryOnce() {
            tries++;
            CompletableFuture<T> current;
            try {
                current = attempt.get();
            } catch (RuntimeException e) {
                current = CompletableFuture.failedFuture(e);
            }
            goOn(current);
            current.whenComplete((value, failure) -> {
                if (failure == null) {
                    outcome.complete(value);
                } else if (!outcome.isDone()) {
                    failed(BitbucketException.cause(failure));
                }
            });
        }

        private void failed(Throwable failure) {
            try {
                if (again.test(failure)) {
                    tryLater(failure);
                } else {
                    outcome.completeExceptionally(failure);
                }
            } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        }

        private void tryLater(Throwable failure) {
            Optional<Duration> wait = waitAfter.apply(failure, tries);
            if (wait.isPresent()) {
                goOn(timer.schedule(this::tryOnce, wait.get().toNanos(), TimeUnit.NANOSECONDS));
            } else {
                outcome.completeExceptionally(
                        tries > 1 && failure instanceof Transient lost ? lost.after(summary(tries)) : failure);
            }
        }

        /** A caller that has cancelled the outcome meanwhile has not seen it. */
        private void goOn(Future<?> next) {
            underWay = next;
            if (outcome.isDone()) {
                next.cancel(true);
            }
        }
    }

    /** How long to wait before the next attempt, which the listener is told; none if there is no further attempt. */
    private Optional<Duration> waitAfter(Transient failure, int tries) {
        Duration remaining = remaining();
        Optional<Duration> asked = failure.retryAfter();
        if (remaining.isZero() || asked.orElse(Duration.ZERO).compareTo(remaining) > 0) {
            return Optional.empty();
        }
        if (failure instanceof BitbucketException.RateLimited) {
            // It waits for a permit of its account instead.
            return Optional.of(Duration.ZERO);
        }
        // Never earlier than Bitbucket asked, whatever the random variation.
        double chance = ThreadLocalRandom.current().nextDouble(asked.isPresent() ? 0 : -JITTER, JITTER);
        Duration planned = asked.orElse(delayAfter(tries));
        Duration varied = planned.plusMillis((long) (planned.toMillis() * chance));
        Duration wait = varied.compareTo(remaining) < 0 ? varied : remaining;
        tell(Sentences.of(
                "Wait.Retry", failure.reason(), RetryPolicy.inWords(wait), RetryPolicy.inWords(policy.maxDuration())));
        return Optional.of(wait);
    }

    private Optional<Duration> waitUntilKnown(String reason, int tries) {
        Duration wait = delayAfter(tries);
        boolean soon = tries <= LAG_RETRIES;
        if (!soon && (tries > LAG_RETRIES_IN_TIME || wait.compareTo(remaining()) > 0)) {
            return Optional.empty();
        }
        tell(Sentences.of("Wait.RetrySoon", reason, RetryPolicy.inWords(wait)));
        return Optional.of(wait);
    }

    /** Added once, although an attempt may consist of calls that are retried themselves. */
    private String summary(int tries) {
        return triesTold.getAndSet(true) ? "" : " " + Sentences.of("Wait.Tried", tries, RetryPolicy.inWords(elapsed()));
    }
}
