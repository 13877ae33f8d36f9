package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.UnexpectedOutcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.util.FileUtils;

/** The demo with the embedded Bitbucket: every operation twice, and a push in between. */
final class EmbeddedDemo {

    private static final BranchName BRANCH = new BranchName("demo/api-token");
    private static final String EMAIL = "ci@acme.example";

    private final PrintStream out;

    EmbeddedDemo(PrintStream out) {
        this.out = out;
    }

    void run() throws IOException, GitAPIException {
        try (EmbeddedBitbucket embedded = EmbeddedBitbucket.start()) {
            Account account = embedded.account(EMAIL, "acme-ci", "Acme CI");
            HostedRepository hosted = embedded.workspace("acme", "Acme")
                    .member(account)
                    .repository("infra")
                    .importFrom(projectRoot());
            out.println("Embedded Bitbucket Cloud at " + embedded.apiUrl() + ", with this project's own repository as "
                    + "acme/infra: " + hosted.branches() + "\n");
            BitbucketCloud bitbucket =
                    BitbucketCloud.at(embedded.apiUrl(), Duration.ofSeconds(5), Duration.ofSeconds(30));
            Walk walk = new Walk(out, bitbucket, new RepositoryId("acme", "infra"), BRANCH);

            ApiCredential good = testFourTokens(walk, account);
            createTwice(walk, good, hosted);
            push(good, hosted);
            openTwice(walk, good, hosted);
        }
    }

    private static ApiCredential testFourTokens(Walk walk, Account account) {
        String[] all = Scopes.ALL.toArray(String[]::new);
        ApiCredential good = credential("all-scopes", account.tokenWithAllScopes());
        expect(walk.testConnection(good).verdict(), Verdict.OK);
        expect(
                walk.testConnection(credential("no-write-scopes", account.token(without("write:"))))
                        .verdict(),
                Verdict.LIMITED);
        expect(
                walk.testConnection(credential("expired", account.expiredToken(all)))
                        .verdict(),
                Verdict.REJECTED);
        expect(
                walk.testConnection(credential("no-read-user", account.token(without(Scopes.READ_USER))))
                        .verdict(),
                Verdict.INSUFFICIENT);
        return good;
    }

    private static void createTwice(Walk walk, ApiCredential credential, HostedRepository hosted) {
        BranchResult first = walk.createBranch(credential);
        expect(first.created(), true);
        expect(hosted.tip(BRANCH.value()), Optional.of(first.commit()));
        List<String> branches = hosted.branches();
        expect(walk.createBranch(credential).created(), false);
        expect(hosted.branches(), branches);
    }

    private void push(ApiCredential credential, HostedRepository hosted) throws IOException, GitAPIException {
        Path clone = Files.createTempDirectory("demo-clone");
        var login = new UsernamePasswordCredentialsProvider(
                ApiToken.GIT_USERNAME, credential.token().reveal());
        try (Git git = Git.cloneRepository()
                .setURI(hosted.gitUrl().toString())
                .setBranch(BRANCH.value())
                .setDirectory(clone.toFile())
                .setCredentialsProvider(login)
                .call()) {
            Files.writeString(clone.resolve("DEMO.md"), "Pushed with an API token.\n");
            git.add().addFilepattern("DEMO.md").call();
            String commit = git.commit()
                    .setMessage("Show a push with an API token")
                    .setAuthor("Acme CI", EMAIL)
                    .setCommitter("Acme CI", EMAIL)
                    .setSign(false)
                    .call()
                    .name();
            git.push().setCredentialsProvider(login).call();
            expect(hosted.tip(BRANCH.value()), Optional.of(commit));
            out.println("Push to " + BRANCH + " with git as " + ApiToken.GIT_USERNAME + "\n  " + commit.substring(0, 12)
                    + " is there\n");
        } finally {
            FileUtils.delete(clone.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
        }
    }

    private static void openTwice(Walk walk, ApiCredential credential, HostedRepository hosted) {
        PullRequestResult opened = walk.openPullRequest(credential, "Try the API token");
        expect(opened.outcome(), Outcome.CREATED);
        PullRequestResult found = walk.openPullRequest(credential, "Try the API token");
        expect(found.outcome(), Outcome.FOUND);
        PullRequestResult updated = walk.openPullRequest(credential, "Try the API token, with a better title");
        expect(updated.outcome(), Outcome.UPDATED);
        expect(List.of(found.id(), updated.id()), List.of(opened.id(), opened.id()));
        expect(hosted.pullRequests().size(), 1);
    }

    private static ApiCredential credential(String id, String token) {
        return new ApiCredential(id, new Email(EMAIL), new ApiToken(token));
    }

    private static String[] without(String prefix) {
        return Scopes.ALL.stream().filter(scope -> !scope.startsWith(prefix)).toArray(String[]::new);
    }

    private static void expect(Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new UnexpectedOutcome("this should have been " + expected + ", and was " + actual + ".");
        }
    }

    /** The nearest parent folder that is a git repository. */
    private static Path projectRoot() {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve(".git")))
                .findFirst()
                .orElseThrow(() -> new UnexpectedOutcome("this is no git checkout; the demo shows its history."));
    }
}
