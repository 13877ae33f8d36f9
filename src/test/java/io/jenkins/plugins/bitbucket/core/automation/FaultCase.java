package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One use of a use case for the fault matrix: the initial state, the operation, and the expected state. Each class of
 * cases has a static method {@code all()} that returns them, and {@link #table()} finds it by that; a use case without
 * cases fails the matrix.
 *
 * @param <R> the result of the use case
 */
abstract class FaultCase<R> {

    /** All cases, by use case. */
    static List<FaultCase<?>> table() {
        return ClassesBeside.of(FaultCase.class).stream()
                .filter(type -> type != FaultCase.class && FaultCase.class.isAssignableFrom(type))
                .<FaultCase<?>>flatMap(type -> all(type).stream())
                .toList();
    }

    private static List<FaultCase<?>> all(Class<?> type) {
        try {
            return ((List<?>) type.getDeclaredMethod("all").invoke(null))
                    .stream().<FaultCase<?>>map(row -> (FaultCase<?>) row).toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no static method all() that gives its cases", e);
        }
    }

    private final Class<?> useCase;
    private final String name;

    /** @param name what is special about it */
    FaultCase(Class<?> useCase, String name) {
        this.useCase = useCase;
        this.name = name;
    }

    final Class<?> useCase() {
        return useCase;
    }

    /** Creates the initial state, without faults. */
    void prepare(FaultyRun run) {}

    abstract CompletableFuture<R> run(FaultyRun run, BitbucketClient client);

    /** Reports what differs from the result of the use case. */
    abstract void check(R result, FaultyRun run);

    /** Reports what must not be, whether the use case succeeded or failed. */
    abstract void checkAnyway(FaultyRun run);

    /** Whether this failure is allowed, although the fault is gone on a retry. */
    boolean mayFailInDoubt(Throwable failure) {
        return false;
    }

    /** Whether this failure is allowed, because the fault persists; an unreadable response is always allowed. */
    boolean mayFailForGood(Throwable failure) {
        return false;
    }

    @Override
    public final String toString() {
        return useCase.getSimpleName() + ", " + name;
    }
}
