package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A branch that was pushed a moment ago, which Bitbucket's pull requests do not know yet. */
class JustPushedBranchTest {

    private static final BranchName BUMP = new BranchName("bump");
    private static final Request REQUEST = Request.of(INFRA, BUMP, "Terraform 1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final List<String> told = new CopyOnWriteArrayList<>();

    private BitbucketClient client(Duration maxDuration, Duration delay) {
        RetryPolicy policy = new RetryPolicy(maxDuration, delay, delay.multipliedBy(10), told::add);
        return acme.answeringWithin(Duration.ofSeconds(20)).as(Acme.credential(acme.ci.tokenWithAllScopes()), policy);
    }

    private void push(int unknownAtFirst) {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        acme.infra.unknownAtFirst(BUMP.value(), unknownAtFirst);
    }

    private List<Integer> answersToPost() {
        return acme.bitbucket.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .map(request -> request.status())
                .toList();
    }

    @Test
    void isWaitedFor() {
        push(3);

        PullRequestResult result = new OpenPullRequest()
                .run(REQUEST, client(Duration.ofSeconds(30), Duration.ofMillis(1)))
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(answersToPost()).containsExactly(400, 400, 400, 201);
        assertThat(told)
                .hasSize(3)
                .allMatch(line -> line.matches("Bitbucket does not know the branches of the pull"
                        + " request from bump yet\\. Trying again in \\d ms\\."));
    }

    @Test
    void isWaitedForBrieflyWithoutTimeForRetries() {
        push(2);

        new OpenPullRequest()
                .run(REQUEST, client(Duration.ZERO, Duration.ofMillis(1)))
                .join();

        assertThat(answersToPost()).containsExactly(400, 400, 201);
    }

    @Test
    void isNamedInTheEndIfItDoesNotAppear() {
        assertThat(failureOf(new OpenPullRequest().run(REQUEST, client(Duration.ofSeconds(30), Duration.ofMillis(1)))))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Bitbucket says “source: branch not found: bump” (400)");
        assertThat(answersToPost()).hasSize(4);
    }

    @Test
    void isNotWaitedForOnceTheOperationIsCancelled() {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        RetryPolicy policy = new RetryPolicy(
                Duration.ofHours(1), Duration.ofMinutes(10), Duration.ofMinutes(20), line -> waiting.complete(null));
        CompletableFuture<PullRequestResult> operation = new OpenPullRequest()
                .run(
                        REQUEST,
                        acme.answeringWithin(Duration.ofSeconds(20))
                                .as(Acme.credential(acme.ci.tokenWithAllScopes()), policy));
        waiting.join();

        operation.cancel(true);

        assertThat(operation).isCancelled();
        assertThat(answersToPost()).hasSize(1);
    }
}
