package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile;
import io.jenkins.plugins.bitbucket.core.automation.SentCommit;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.emulator.transport.Wire;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jgit.util.FileUtils;

/** The ways to commit small files to a new branch, and to read one, each over a wire that counts its bytes. */
final class FileWays implements AutoCloseable {

    private static final String GIT_USER = "x-bitbucket-api-token-auth";
    // A checkout would fetch all files.
    private static final String[] TREELESS = {"--filter=tree:0", "--no-checkout"};
    private static final String[] BLOBLESS = {"--filter=blob:none", "--no-checkout"};

    private final Wire wire;
    private final ApiCredential credential;
    private final Map<String, String> gitEnvironment;
    private final BitbucketCloud cloud;
    private final Path folder = Files.createTempDirectory("clones");
    private int times;

    FileWays(Acme acme) throws IOException {
        wire = new Wire(acme.bitbucket.apiUrl().getPort());
        String token = acme.ci.tokenWithAllScopes();
        credential = Acme.credential(token);
        cloud = BitbucketCloud.at(
                URI.create("http://127.0.0.1:" + wire.port() + "/2.0"), Duration.ofSeconds(5), Duration.ofSeconds(30));
        gitEnvironment = Map.of(
                "GIT_CONFIG_COUNT", "3",
                "GIT_CONFIG_KEY_0", "http.extraHeader",
                "GIT_CONFIG_VALUE_0", "Authorization: " + Acme.authorization(GIT_USER, token),
                "GIT_CONFIG_KEY_1", "user.name",
                "GIT_CONFIG_VALUE_1", "Acme CI",
                "GIT_CONFIG_KEY_2", "user.email",
                "GIT_CONFIG_VALUE_2", Acme.EMAIL);
    }

    /** One way. */
    interface Way {
        /** @param name a unique name */
        void go(String slug, String name) throws Exception;
    }

    /** The cost of one run. */
    record Cost(double milliseconds, long bytes) {}

    Cost cost(String slug, Way way) throws Exception {
        String name = "time-" + times++;
        long before = wire.bytes();
        double milliseconds = Rounds.milliseconds(() -> way.go(slug, name));
        long after = wire.bytes();
        FileUtils.delete(clone(name).toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
        return new Cost(milliseconds, after - before);
    }

    private BitbucketClient client() {
        return cloud.as(credential);
    }

    Way commit(int files) {
        return (slug, name) -> new CommitFiles()
                .run(
                        new CommitFiles.Request(
                                new RepositoryId("acme", slug),
                                new BranchName(name),
                                StartPoint.parse("main"),
                                "Generate",
                                Optional.empty(),
                                texts(files, name),
                                List.of(),
                                CommitFiles.IfUnchanged.FAIL,
                                SentCommit.unknown()),
                        client())
                .join();
    }

    private static List<SourceFile> texts(int files, String name) {
        return IntStream.range(0, files)
                .mapToObj(i -> SourceFile.of(path(i), text(i, name)))
                .toList();
    }

    /** The folder of the files; there are a hundred before. */
    static String path(int number) {
        return "generated/" + number + ".txt";
    }

    private static String text(int number, String name) {
        return "The file number " + number + ", as it is on " + name + "\n";
    }

    Way commitByShallowClone(int files) {
        return (slug, name) -> {
            clone(slug, name);
            commitAndPush(files, name);
        };
    }

    /** Git fetches the trees on demand, with whatever the server adds. */
    Way commitByTreelessClone(int files) {
        return commitByPartialClone(files, TREELESS);
    }

    /** With all trees, and no file. */
    Way commitByBloblessClone(int files) {
        return commitByPartialClone(files, BLOBLESS);
    }

    private Way commitByPartialClone(int files, String... options) {
        return (slug, name) -> {
            clone(slug, name, options);
            git(name, "read-tree", "HEAD");
            commitAndPush(files, name);
        };
    }

    private void commitAndPush(int files, String name) throws InterruptedException {
        try {
            for (int i = 0; i < files; i++) {
                Path file = clone(name).resolve(path(i));
                Files.createDirectories(file.getParent());
                Files.writeString(file, text(i, name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> add = new ArrayList<>(List.of("add", "--"));
        IntStream.range(0, files).mapToObj(FileWays::path).forEach(add::add);
        git(name, add.toArray(String[]::new));
        git(name, "commit", "--quiet", "--message", "Generate");
        git(name, "push", "--quiet", "origin", "HEAD:refs/heads/" + name);
    }

    void read(String slug, String name) {
        new ReadFile()
                .run(
                        new ReadFile.Request(
                                new RepositoryId("acme", slug),
                                new SourcePath("README.md"),
                                StartPoint.parse("main"),
                                ReadFile.Encoding.parse(""),
                                ReadFile.IfMissing.FAIL),
                        client())
                .join();
    }

    void readByShallowClone(String slug, String name) throws InterruptedException {
        clone(slug, name);
        git(name, "show", "HEAD:README.md");
    }

    void readByTreelessClone(String slug, String name) throws InterruptedException {
        clone(slug, name, TREELESS);
        git(name, "show", "HEAD:README.md");
    }

    void readByBloblessClone(String slug, String name) throws InterruptedException {
        clone(slug, name, BLOBLESS);
        git(name, "show", "HEAD:README.md");
    }

    private void clone(String slug, String name, String... options) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of("git", "clone", "--quiet", "--depth", "1"));
        line.addAll(List.of(options));
        line.addAll(List.of(
                "http://127.0.0.1:" + wire.port() + "/acme/" + slug + ".git",
                clone(name).toString()));
        Command.run(folder, gitEnvironment, line);
    }

    private void git(String name, String... arguments) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        Command.run(clone(name), gitEnvironment, line);
    }

    private Path clone(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
        wire.close();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
    }
}
