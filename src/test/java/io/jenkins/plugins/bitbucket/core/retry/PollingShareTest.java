package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PollingShareTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PollingShare polling = new PollingShare();

    /** A wait that the test ends. */
    private final class Wait {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private UnaryOperator<Duration> share;

        Wait(String account) {
            polling.run(account, given -> {
                share = given;
                return end;
            });
        }

        Duration interval() {
            return share.apply(MINUTE);
        }
    }

    @Test
    void allWaitsOfAnAccountTogetherPollAsOftenAsOne() {
        Wait first = new Wait("ci");
        assertThat(first.interval()).isEqualTo(MINUTE);

        Wait second = new Wait("ci");
        Wait third = new Wait("ci");
        assertThat(first.interval()).isEqualTo(Duration.ofMinutes(3)).isEqualTo(third.interval());

        second.end.complete(null);
        assertThat(first.interval()).isEqualTo(Duration.ofMinutes(2));
        third.end.cancel(true);
        assertThat(first.interval()).isEqualTo(MINUTE);
    }

    @Test
    void theResultIsThatOfTheWait() {
        CompletableFuture<String> outcome = new CompletableFuture<>();

        assertThat(polling.run("ci", share -> outcome)).isSameAs(outcome);
    }

    @Test
    void accountsDoNotAffectEachOther() {
        Wait first = new Wait("ci");
        Wait other = new Wait("release");

        assertThat(first.interval()).isEqualTo(MINUTE).isEqualTo(other.interval());
    }

    @Test
    void consecutiveWaitsDoNotAddUp() {
        for (int i = 0; i < 3; i++) {
            new Wait("ci").end.completeExceptionally(new IllegalStateException());
        }

        assertThat(new Wait("ci").interval()).isEqualTo(MINUTE);
    }
}
