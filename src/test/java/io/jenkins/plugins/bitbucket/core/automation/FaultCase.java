package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One way to use a use case, for the matrix of faults: what is there before, what is done, and what has to be there
 * afterwards. Each class of cases has a static method {@code all()} that gives them, and is in {@link #table()} by that; a
 * use case that has none fails the matrix.
 *
 * @param <R> what the use case returns
 */
abstract class FaultCase<R> {

    /** All of them, by use case. */
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

    /** Makes what is there before; nothing goes wrong meanwhile. */
    void prepare(FaultyRun run) {}

    abstract CompletableFuture<R> run(FaultyRun run, BitbucketClient client);

    /** Complains of what is not as the use case said. */
    abstract void check(R result, FaultyRun run);

    /** Complains of what must not be, whether the use case succeeded or failed. */
    abstract void checkAnyway(FaultyRun run);

    /** Whether it may well fail in this way, though the fault is gone when it is tried again. */
    boolean mayFailInDoubt(Throwable failure) {
        return false;
    }

    /** Whether it may well fail in this way, as the fault lasts; that an answer can't be read is allowed anyway. */
    boolean mayFailForGood(Throwable failure) {
        return false;
    }

    @Override
    public final String toString() {
        return useCase.getSimpleName() + ", " + name;
    }
}
