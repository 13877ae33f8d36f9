package io.jenkins.plugins.bitbucket.core.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A page of a list. The next page is requested only on demand, so that a long list uses no more memory than what the
 * caller keeps.
 *
 * @param values the values of this page
 * @param next requests the next page; none on the last one
 */
public record Page<T>(List<T> values, Optional<Supplier<CompletableFuture<Page<T>>>> next) {

    public Page {
        values = List.copyOf(values);
    }

    /**
     * Reads pages until there are {@code most} values or no more pages.
     *
     * @param most the maximum number of values
     */
    public static <T> CompletableFuture<List<T>> collect(CompletableFuture<Page<T>> first, int most) {
        return collect(first, value -> true, most, new ArrayList<>());
    }

    /** As {@link #collect(CompletableFuture, int)}, for the values that are {@code wanted}. */
    public static <T> CompletableFuture<List<T>> collect(
            CompletableFuture<Page<T>> first, Predicate<T> wanted, int most) {
        return collect(first, wanted, most, new ArrayList<>());
    }

    private static <T> CompletableFuture<List<T>> collect(
            CompletableFuture<Page<T>> page, Predicate<T> wanted, int most, List<T> collected) {
        return page.thenCompose(p -> {
            p.values().stream().filter(wanted).limit(most - collected.size()).forEach(collected::add);
            if (p.next().isEmpty() || collected.size() >= most) {
                return CompletableFuture.completedFuture(List.copyOf(collected));
            }
            return collect(p.next().get().get(), wanted, most, collected);
        });
    }
}
