package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How often each of several waits may look, so that all waits of one account together look as often as a single one: the
 * more there are, the longer are the intervals of each.
 */
public final class PollingShare {

    private final ConcurrentHashMap<Object, Integer> waits = new ConcurrentHashMap<>();

    /**
     * Runs a wait that looks as seldom as all others of its account demand.
     *
     * @param account whose requests are counted together
     * @param wait is given what makes of the interval of a single wait the one of each
     */
    public <T> CompletableFuture<T> run(Object account, Function<UnaryOperator<Duration>, CompletableFuture<T>> wait) {
        waits.merge(account, 1, Integer::sum);
        CompletableFuture<T> outcome = wait.apply(interval -> interval.multipliedBy(waits.getOrDefault(account, 1)));
        outcome.whenComplete((value, failure) ->
                waits.computeIfPresent(account, (same, others) -> others == 1 ? null : Integer.valueOf(others - 1)));
        return outcome;
    }
}
