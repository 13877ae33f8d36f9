package io.jenkins.plugins.bitbucket.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Time limits that are changed while operations run. */
class OtherTimeLimitsTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final String token = acme.ci.tokenWithAllScopes();
    private final BitbucketCloud before = acme.answeringWithin(Duration.ofSeconds(10));
    private final BitbucketCloud after =
            acme.answeringWithin(Duration.ofSeconds(20)).inPlaceOf(before);

    @Test
    void letAnOperationWaitForOneThatWasBegunBefore() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> firstSeen = before.as(Acme.credential(token)).oneAtATime("infra", () -> first);

        CompletableFuture<String> second = after.as(Acme.credential(token))
                .oneAtATime("infra", () -> CompletableFuture.completedFuture(first.isDone() ? "second" : "too early"));

        assertThat(second).isNotDone();
        first.complete("first");
        assertThat(firstSeen.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void leaveTheAddressAsItIs() {
        assertThat(after.as(Acme.credential(token)).currentUser().join().name()).isEqualTo("Acme CI");
    }
}
