package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.emulator.transport.Wire;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.util.FileUtils;

/** The ways to create a branch, each over a wire that counts its bytes. */
final class BranchMaker implements AutoCloseable {

    private static final String GIT_USER = "x-bitbucket-api-token-auth";

    private final SshAcme acme;
    private final Wire wire;
    private final String token;
    private final ApiCredential credential;
    private final BitbucketCloud cloud;
    private final Path folder = Files.createTempDirectory("clones");
    private int branches;

    BranchMaker(SshAcme acme) throws IOException {
        this.acme = acme;
        wire = new Wire(acme.acme.bitbucket.apiUrl().getPort());
        token = acme.acme.ci.tokenWithAllScopes();
        credential = Acme.credential(token);
        cloud = BitbucketCloud.at(
                URI.create("http://127.0.0.1:" + wire.port() + "/2.0"), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /** A way to create a branch. */
    interface Way {
        void create(String slug, String branch) throws Exception;
    }

    /** The cost of one branch. */
    record Cost(double milliseconds, long bytes) {}

    Cost cost(String slug, Way way) throws Exception {
        String branch = "branch-" + branches++;
        long before = bytes();
        double milliseconds = Rounds.milliseconds(() -> way.create(slug, branch));
        long after = bytes();
        FileUtils.delete(clone(branch).toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
        return new Cost(milliseconds, after - before);
    }

    private long bytes() {
        return wire.bytes() + acme.ssh.bytes();
    }

    void byRest(String slug, String branch) {
        new CreateBranch().run(request(slug, branch), cloud.as(credential)).join();
    }

    void bySsh(String slug, String branch) {
        new CreateBranch().run(request(slug, branch), acme.connection()).join();
    }

    private static CreateBranch.Request request(String slug, String branch) {
        return new CreateBranch.Request(
                new RepositoryId("acme", slug),
                new BranchName(branch),
                StartPoint.parse("main"),
                CreateBranch.IfExists.FAIL);
    }

    void byShallowClone(String slug, String branch) throws InterruptedException {
        byGit(slug, branch);
    }

    /** Without a checkout, which would fetch all trees and files. */
    void byTreelessClone(String slug, String branch) throws InterruptedException {
        byGit(slug, branch, "--filter=tree:0", "--no-checkout");
    }

    private void byGit(String slug, String branch, String... options) throws InterruptedException {
        Map<String, String> withToken = Map.of(
                "GIT_CONFIG_COUNT", "1",
                "GIT_CONFIG_KEY_0", "http.extraHeader",
                "GIT_CONFIG_VALUE_0", "Authorization: " + Acme.authorization(GIT_USER, token));
        List<String> cloneCommand = new ArrayList<>(List.of("git", "clone", "--quiet", "--depth", "1"));
        cloneCommand.addAll(List.of(options));
        cloneCommand.addAll(List.of(url(slug), clone(branch).toString()));
        Command.run(folder, withToken, cloneCommand);
        Command.run(clone(branch), withToken, List.of("git", "push", "--quiet", "origin", "HEAD:refs/heads/" + branch));
    }

    void byJGit(String slug, String branch) throws Exception {
        UsernamePasswordCredentialsProvider login = new UsernamePasswordCredentialsProvider(GIT_USER, token);
        try (Git git = Git.cloneRepository()
                .setURI(url(slug))
                .setCredentialsProvider(login)
                .setDirectory(clone(branch).toFile())
                .call()) {
            git.push()
                    .setCredentialsProvider(login)
                    .setRefSpecs(new RefSpec("HEAD:refs/heads/" + branch))
                    .call();
        }
    }

    private String url(String slug) {
        return "http://127.0.0.1:" + wire.port() + "/acme/" + slug + ".git";
    }

    private Path clone(String branch) {
        return folder.resolve(branch);
    }

    @Override
    public void close() throws IOException {
        wire.close();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
    }
}
