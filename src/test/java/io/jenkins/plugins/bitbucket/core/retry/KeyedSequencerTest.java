package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeyedSequencerTest {

    private final KeyedSequencer sequencer = new KeyedSequencer();
    private final List<String> started = new ArrayList<>();
    private final CompletableFuture<String> first = new CompletableFuture<>();

    private CompletableFuture<String> run(String key, String name, CompletableFuture<String> result) {
        return sequencer.run(key, () -> {
            started.add(name);
            return result;
        });
    }

    private CompletableFuture<String> run(String key, String name) {
        return run(key, name, CompletableFuture.completedFuture(name));
    }

    @Test
    void tasksWithOneKeyRunInOrderAndOthersAtOnce() {
        CompletableFuture<String> a = run("main", "a", first);
        CompletableFuture<String> b = run("main", "b");
        CompletableFuture<String> c = run("other", "c");
        assertThat(started).containsExactly("a", "c");
        assertThat(c).isCompletedWithValue("c");
        assertThat(b).isNotDone();

        first.complete("a");

        assertThat(a).isCompletedWithValue("a");
        assertThat(b).isCompletedWithValue("b");
        assertThat(started).containsExactly("a", "c", "b");
    }

    @Test
    void aFailureEndsATaskAsWell() {
        CompletableFuture<String> a = run("main", "a", first);
        CompletableFuture<String> b = run("main", "b");

        first.completeExceptionally(new IllegalStateException("no"));

        assertThat(a).isCompletedExceptionally();
        assertThat(b).isCompletedWithValue("b");
    }

    @Test
    void aTaskThatIsCancelledWhileItWaitsNeverStartsAndLetsNoneBehindItStartEarly() {
        run("main", "a", first);
        CompletableFuture<String> b = run("main", "b");
        CompletableFuture<String> c = run("main", "c");

        b.cancel(true);
        CompletableFuture<String> d = run("main", "d");
        assertThat(started).containsExactly("a");

        first.complete("a");
        assertThat(started).containsExactly("a", "c", "d");
        assertThat(c).isCompletedWithValue("c");
        assertThat(d).isCompletedWithValue("d");
    }
}
