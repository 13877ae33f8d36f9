package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryDetails;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.Encoding;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.IfMissing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Operations that only read. */
final class ReadingFaultCase<R> extends FaultCase<R> {

    private final BiFunction<FaultyRun, BitbucketClient, CompletableFuture<R>> work;
    private final BiPredicate<R, FaultyRun> right;

    private ReadingFaultCase(
            Class<?> useCase,
            String name,
            BiFunction<FaultyRun, BitbucketClient, CompletableFuture<R>> work,
            BiPredicate<R, FaultyRun> right) {
        super(useCase, name);
        this.work = work;
        this.right = right;
    }

    static List<FaultCase<?>> all() {
        return List.of(
                file("at a branch", "main", "README.md", Optional.of("Acme\n")),
                file("at a branch with a slash", "release/1", "README.md", Optional.of("Acme\n")),
                file("at the main branch", "", "README.md", Optional.of("Acme\n")),
                file("which is missing", "v1", "NOTES.md", Optional.empty()),
                new ReadingFaultCase<>(
                        ListRepositories.class,
                        "all",
                        (run, client) ->
                                new ListRepositories().run(ListRepositories.Request.of(run.anotherWorkspace()), client),
                        (repositories, run) -> repositories.stream()
                                .map(RepositoryDetails::slug)
                                .sorted()
                                .toList()
                                .equals(List.of("one", "two"))));
    }

    private static FaultCase<?> file(String name, String ref, String path, Optional<String> text) {
        return new ReadingFaultCase<>(
                ReadFile.class,
                name,
                (run, client) -> new ReadFile()
                        .run(
                                new ReadFile.Request(
                                        run.id(),
                                        new SourcePath(path),
                                        StartPoint.parse(ref),
                                        Encoding.parse(""),
                                        IfMissing.NULL),
                                client),
                (result, run) -> result.text().equals(text));
    }

    @Override
    void prepare(FaultyRun run) {
        run.repository().commit("release/1", "other.md", "other");
    }

    @Override
    CompletableFuture<R> run(FaultyRun run, BitbucketClient client) {
        return work.apply(run, client);
    }

    @Override
    void check(R result, FaultyRun run) {
        run.expect(right.test(result, run), FaultyRun.WRONG, "the result is " + result);
    }

    @Override
    void checkAnyway(FaultyRun run) {
        run.expectBranches(List.of("main", "release/1"));
    }
}
