package io.jenkins.plugins.bitbucket.core.retry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Distributes polling, so that all waits of one account together poll as often as a single one. With more waits, each
 * has a longer interval.
 */
public final class PollingShare {

    private final ConcurrentHashMap<Object, Integer> waits = new ConcurrentHashMap<>();

    /**
     * Runs a wait that polls at its share of the account's rate.
     *
     * @param account the account whose requests are counted together
     * @param wait receives a function that turns the interval of a single wait into the shared interval
     */
    public <T> CompletableFuture<T> run(Object account, Function<UnaryOperator<Duration>, CompletableFuture<T>> wait) {
        waits.merge(account, 1, Integer::sum);
        CompletableFuture<T> outcome = wait.apply(interval -> interval.multipliedBy(waits.getOrDefault(account, 1)));
        outcome.whenComplete((value, failure) ->
                waits.computeIfPresent(account, (same, others) -> others == 1 ? null : Integer.valueOf(others - 1)));
        return outcome;
    }
}
