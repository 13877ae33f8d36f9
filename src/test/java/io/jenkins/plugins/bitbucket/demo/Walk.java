package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import java.io.PrintStream;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The operations in one repository, each printed as it happens, with its requests and duration. */
final class Walk {

    private final PrintStream out;
    private final BitbucketCloud bitbucket;
    private final RepositoryId repository;
    private final BranchName branch;

    Walk(PrintStream out, BitbucketCloud bitbucket, RepositoryId repository, BranchName branch) {
        this.out = out;
        this.bitbucket = bitbucket;
        this.repository = repository;
        this.branch = branch;
    }

    TokenReport testConnection(ApiCredential credential) {
        out.println("Test Connection: " + credential.id());
        TokenReport report = timed(credential, client -> new TokenCheck().run(client));
        out.println(report.table().indent(2));
        return report;
    }

    BranchResult createBranch(ApiCredential credential) {
        CreateBranch.Request request =
                new CreateBranch.Request(repository, branch, new StartPoint.MainBranch(), CreateBranch.IfExists.REUSE);
        out.println("Create the branch " + branch + " in " + repository);
        BranchResult result = timed(credential, client -> new CreateBranch().run(request, client));
        out.printf(
                "  %s at %s: %s%n%n",
                result.created() ? "created" : "found", result.commit().substring(0, 12), link(result.url()));
        return result;
    }

    PullRequestResult openPullRequest(ApiCredential credential, String title) {
        OpenPullRequest.Request request = OpenPullRequest.Request.of(repository, branch, title);
        out.println("Open a pull request from " + branch);
        PullRequestResult result = timed(credential, client -> new OpenPullRequest().run(request, client));
        out.printf(
                "  %s #%d “%s” into %s: %s%n%n",
                result.outcome().name().toLowerCase(Locale.ROOT),
                result.id(),
                result.title(),
                result.destinationBranch(),
                link(result.url()));
        result.leftOut().forEach(l -> out.println("  without the reviewer " + l.who() + ": " + l.why()));
        return result;
    }

    private <T> T timed(ApiCredential credential, Function<BitbucketClient, CompletableFuture<T>> operation) {
        BitbucketClient client = bitbucket.as(credential);
        long start = System.nanoTime();
        T result = operation.apply(client).join();
        int requests = client.requestsSent();
        out.printf("  %d request%s, %.0f ms%n", requests, requests == 1 ? "" : "s", (System.nanoTime() - start) / 1e6);
        return result;
    }

    private static String link(Optional<URI> url) {
        return url.map(URI::toString).orElse("(no link)");
    }
}
