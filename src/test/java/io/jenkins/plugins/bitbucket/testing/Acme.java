package io.jenkins.plugins.bitbucket.testing;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Acme on its own embedded Bitbucket: the account of the builds, and a repository with one commit. */
public final class Acme implements AutoCloseable {

    public static final String EMAIL = "ci@acme.example";
    public static final RepositoryId INFRA = new RepositoryId("acme", "infra");

    public final EmbeddedBitbucket bitbucket = EmbeddedBitbucket.start();
    public final Account ci = bitbucket.account(EMAIL, "acme-ci", "Acme CI");
    public final HostedWorkspace workspace = bitbucket.workspace("acme", "Acme").member(ci);
    public final HostedRepository infra = workspace.repository("infra");
    public final String firstCommit = infra.commit("main", "README.md", "Acme's infrastructure\n");

    private final AtomicInteger accounts = new AtomicInteger();
    private final BitbucketCloud cloud = answeringWithin(Duration.ofSeconds(20));

    /** Bitbucket with this request timeout. */
    public BitbucketCloud answeringWithin(Duration limit) {
        return BitbucketCloud.at(bitbucket.apiUrl(), Duration.ofSeconds(5), limit);
    }

    /** A client with every scope. */
    public BitbucketClient client() {
        return client(ci.tokenWithAllScopes());
    }

    public BitbucketClient client(String token) {
        return cloud.as(credential(token));
    }

    /** Adds a commit to a branch, and opens a pull request from it into main, with the builds' account. */
    public PullRequestId openPullRequest(String branch) {
        infra.commit(branch, branch + ".tf", "1.9");
        return new PullRequestId(
                INFRA,
                client().repository(INFRA)
                        .openPullRequest(new PullRequestChange()
                                .title("Change " + branch)
                                .source(new BranchName(branch))
                                .destination(new BranchName("main")))
                        .join()
                        .id());
    }

    /** A new member of the workspace. */
    public Account anotherAccount() {
        Account account = accountWithoutWorkspace();
        workspace.member(account);
        return account;
    }

    /** A new account that is not a member of the workspace. */
    public Account accountWithoutWorkspace() {
        String nickname = "ci-" + accounts.incrementAndGet();
        return bitbucket.account(nickname + "@acme.example", nickname, "Acme's " + nickname);
    }

    /** A client with every scope, of a new account. */
    public BitbucketClient clientOfAnotherAccount() {
        return clientOf(anotherAccount());
    }

    /** A client with every scope. */
    public BitbucketClient clientOf(Account account) {
        return cloud.as(credential(account));
    }

    /** A client with every scope, which retries after short delays. */
    public BitbucketClient patientClient() {
        RetryPolicy policy =
                new RetryPolicy(Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(20), wait -> {});
        return cloud.as(credential(ci.tokenWithAllScopes()), policy);
    }

    /** A credential with every scope. */
    public static ApiCredential credential(Account account) {
        return new ApiCredential(
                "bitbucket-prod", new Email(account.email()), new ApiToken(account.tokenWithAllScopes()));
    }

    public static ApiCredential credential(String token) {
        return new ApiCredential("bitbucket-prod", new Email(EMAIL), new ApiToken(token));
    }

    /** The header of a request by {@code user} with a token. */
    public static String authorization(String user, String token) {
        byte[] userAndPassword = (user + ":" + token).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword);
    }

    /** The failure of {@code future}; neither it nor its causes contain a token. */
    public static BitbucketException failureOf(CompletableFuture<?> future) {
        try {
            throw new AssertionError("no failure, but " + future.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof BitbucketException failure) {
                Canary.assertNotIn(failure);
                return failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        bitbucket.close();
    }
}
