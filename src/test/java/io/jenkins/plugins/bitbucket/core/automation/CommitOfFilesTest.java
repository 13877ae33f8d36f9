package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.FileContent;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitOfFilesTest {

    private static final BranchName MAIN = new BranchName("main");
    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    private final CommittedFiles main = new CommittedFiles(acme.infra, "main");

    private CommitResult commit(CommitFiles.Request request) {
        return new CommitFiles().run(request, client).join();
    }

    private CommitResult commit(SourceFile... files) {
        return commit(CommitFiles.Request.of(INFRA, MAIN, "Bump", files));
    }

    private static CommitFiles.Request onto(BranchName branch, String from, SourceFile... files) {
        return new CommitFiles.Request(
                INFRA,
                branch,
                StartPoint.parse(from),
                "Bump",
                Optional.empty(),
                List.of(files),
                List.of(),
                IfUnchanged.SKIP,
                SentCommit.unknown());
    }

    private static CommitFiles.Request changes(List<SourceFile> files, List<String> deleted, IfUnchanged ifUnchanged) {
        return new CommitFiles.Request(
                INFRA,
                MAIN,
                StartPoint.parse(""),
                "Bump",
                Optional.of("Jane Doe <jane@acme.example>"),
                files,
                deleted.stream().map(SourcePath::new).toList(),
                ifUnchanged,
                SentCommit.unknown());
    }

    @Test
    void filesOfABranchAreWrittenInOneCommit() {
        CommitResult result = commit(SourceFile.of("versions.tf", "1.9"), SourceFile.of("docs/NOTES.md", "New\n"));

        assertThat(result.changed()).isTrue();
        assertThat(result.branch()).isEqualTo("main");
        assertThat(acme.infra.tip("main")).contains(result.commit());
        assertThat(result.url())
                .hasValueSatisfying(
                        url -> assertThat(url.getPath()).isEqualTo("/acme/infra/commits/" + result.commit()));
        assertThat(main.since(acme.firstCommit)).hasSize(1);
        assertThat(main.newest().getFullMessage().strip()).isEqualTo("Bump");
        assertThat(main.text("versions.tf")).contains("1.9");
        assertThat(main.text("docs/NOTES.md")).contains("New\n");
        assertThat(main.text("README.md")).contains("Acme's infrastructure\n");
    }

    @Test
    void aBranchIsCreatedAtTheGivenStartWithTheSameCommit() {
        String second = acme.infra.commit("main", "more.tf", "more");
        acme.infra.tag("v1", acme.firstCommit);

        for (String from : List.of("", "main", "v1", "refs/tags/v1", acme.firstCommit, second.substring(0, 12))) {
            BranchName branch = new BranchName("from/" + (from.isEmpty() ? "nothing" : from.replace('/', '-')));
            String start = from.contains("v1") || from.equals(acme.firstCommit) ? acme.firstCommit : second;

            CommitResult result = commit(onto(branch, from, SourceFile.of("versions.tf", "1.9")));

            CommittedFiles made = new CommittedFiles(acme.infra, branch.value());
            assertThat(acme.infra.tip(branch.value())).contains(result.commit());
            assertThat(made.newest().getParent(0).name()).as(from).isEqualTo(start);
            assertThat(made.text("versions.tf")).contains("1.9");
        }
        assertThat(acme.infra.tip("main")).contains(second);
    }

    @Test
    void anExistingBranchIgnoresTheStart() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.8");
        String tip = acme.infra.tip(BUMP.value()).orElseThrow();

        commit(onto(BUMP, "main", SourceFile.of("versions.tf", "1.9")));

        CommittedFiles bump = new CommittedFiles(acme.infra, BUMP.value());
        assertThat(bump.newest().getParent(0).name()).isEqualTo(tip);
        assertThat(bump.text("versions.tf")).contains("1.9");
    }

    @Test
    void anEmptyRepositoryGetsItsFirstCommit() {
        acme.workspace.repository("empty");
        RepositoryId empty = new RepositoryId("acme", "empty");

        CommitResult result = commit(CommitFiles.Request.of(empty, MAIN, "Begin", SourceFile.of("README.md", "Hello")));

        HostedRepository repository = acme.workspace.find("empty").orElseThrow();
        assertThat(repository.tip("main")).contains(result.commit());
        assertThat(new CommittedFiles(repository, "main").text("README.md")).contains("Hello");
    }

    @Test
    void unchangedFilesAreNotCommittedAgain() {
        acme.infra.commit("main", "docs/NOTES.md", "Notes");

        CommitResult result =
                commit(SourceFile.of("README.md", "Acme's infrastructure\n"), SourceFile.of("docs/NOTES.md", "Notes"));

        assertThat(result.changed()).isFalse();
        assertThat(acme.infra.tip("main")).contains(result.commit());
        assertThat(main.since(acme.firstCommit)).hasSize(1);
        assertThat(acme.bitbucket.requests())
                .noneMatch(request -> request.method().equals("POST"));
    }

    @Test
    void noBranchIsCreatedIfNothingChanges() {
        CommitResult result = commit(onto(BUMP, "main", SourceFile.of("README.md", "Acme's infrastructure\n")));

        assertThat(result).isEqualTo(new CommitResult(acme.firstCommit, result.url(), BUMP.value(), false));
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void nothingToChangeIsAnErrorOnRequest() {
        BitbucketException failure = failureOf(new CommitFiles()
                .run(
                        changes(
                                List.of(SourceFile.of("README.md", "Acme's infrastructure\n")),
                                List.of("not-there.txt"),
                                IfUnchanged.FAIL),
                        client));

        assertThat(failure)
                .isInstanceOf(Invalid.class)
                .hasMessage("Can't commit to the branch main of acme/infra with the credential “bitbucket-prod”: "
                        + "there is nothing to change: the branch already contains these changes.");
    }

    @Test
    void filesAreDeletedAndMissingFilesIgnored() {
        acme.infra.commit("main", "old/a.txt", "a");
        acme.infra.commit("main", "old/b.txt", "b");

        commit(changes(List.of(), List.of("old/a.txt", "old/c.txt"), IfUnchanged.FAIL));

        assertThat(main.find("old/a.txt")).isEmpty();
        assertThat(main.text("old/b.txt")).contains("b");
        assertThat(main.newest().getAuthorIdent().getEmailAddress()).isEqualTo("jane@acme.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message", "author", "branch", "parents", "files", "docs/with space.md", "Übersicht/naïve–日本 🚀.txt",
                "a;b=c,d.txt", "100%/50%25.md", "it's.md", "#1?.md", "-rf", "semi;name=x", "a+b&c.md"
            })
    void aFileCanHaveAnyName(String path) {
        commit(SourceFile.of(path, "content of " + path));
        CommitResult again = commit(SourceFile.of(path, "content of " + path));

        assertThat(main.text(path)).contains("content of " + path);
        assertThat(main.newest().getFullMessage().strip()).isEqualTo("Bump");
        assertThat(again.changed()).isFalse();
    }

    @Test
    void bytesAreSentUnchanged() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);

        commit(new SourceFile(new SourcePath("logo.png"), FileContent.of(bytes), false));

        assertThat(main.bytes("logo.png"))
                .hasValueSatisfying(there -> assertThat(there).isEqualTo(bytes));
    }

    @Test
    void executableFilesStayExecutable() {
        commit(SourceFile.of("bin/run.sh", "echo 1").asExecutable(), SourceFile.of("bin/notes.md", "1"));
        assertThat(main.isExecutable("bin/run.sh")).isTrue();
        assertThat(main.isExecutable("bin/notes.md")).isFalse();

        commit(SourceFile.of("bin/run.sh", "echo 2"));
        assertThat(main.text("bin/run.sh")).contains("echo 2");
        assertThat(main.isExecutable("bin/run.sh")).isTrue();

        assertThat(commit(SourceFile.of("bin/notes.md", "1").asExecutable()).changed())
                .isTrue();
        assertThat(main.isExecutable("bin/notes.md")).isTrue();
    }

    @Test
    void aHundredFilesNeedFewRequests() {
        SourceFile[] files = IntStream.range(0, 100)
                .mapToObj(i -> SourceFile.of("generated/" + i + ".txt", "file " + i))
                .toArray(SourceFile[]::new);

        commit(files);
        assertThat(client.requestsSent()).isEqualTo(1 + 3 + 1);

        files[57] = SourceFile.of("generated/57.txt", "another text");
        BitbucketClient next = acme.client();
        new CommitFiles()
                .run(CommitFiles.Request.of(INFRA, MAIN, "Again", files), next)
                .join();
        assertThat(next.requestsSent()).isEqualTo(1 + 3 + 1);
        assertThat(main.text("generated/57.txt")).contains("another text");
        assertThat(main.text("generated/99.txt")).contains("file 99");
    }

    @Test
    void foldersAndSubmodulesAreRejected() {
        acme.infra.commit("main", "docs/a.md", "a");

        assertThat(failureOf(new CommitFiles()
                        .run(CommitFiles.Request.of(INFRA, MAIN, "Bump", SourceFile.of("docs", "x")), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("docs is a folder. Name the files in it.");
        assertThat(failureOf(new CommitFiles().run(changes(List.of(), List.of("docs"), IfUnchanged.SKIP), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("docs is a folder");
    }

    @Test
    void aMissingStartIsNamed() {
        assertThat(failureOf(new CommitFiles().run(onto(BUMP, "nowhere", SourceFile.of("a", "a")), client)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("there is no branch or tag “nowhere”");
    }

    @Test
    void aMissingScopeOrPermissionIsReported() {
        String reading = acme.ci.token(Scopes.READ_REPOSITORY);
        assertThat(failureOf(new CommitFiles()
                        .run(
                                CommitFiles.Request.of(INFRA, MAIN, "Bump", SourceFile.of("a", "a")),
                                acme.client(reading))))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining("write:repository:bitbucket");

        acme.infra.readOnlyFor(acme.ci);
        assertThat(failureOf(new CommitFiles()
                        .run(CommitFiles.Request.of(INFRA, MAIN, "Bump", SourceFile.of("a", "a")), client)))
                .isInstanceOf(PermissionMissing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a//b", "../a", "a/..", "a/.git/config", ".GIT/x", "a\"b", "a\\b", "a\nb", "a/"})
    void anInvalidPathIsRejectedBeforeAnythingIsSent(String path) {
        assertThatThrownBy(() -> new SourcePath(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a valid path in a repository");
    }

    @Test
    void anInvalidRequestIsRejectedBeforeAnythingIsSent() {
        Stream.<Runnable>of(
                        () -> CommitFiles.Request.of(INFRA, MAIN, "Bump"),
                        () -> CommitFiles.Request.of(INFRA, MAIN, " \n", SourceFile.of("a", "a")),
                        () -> CommitFiles.Request.of(INFRA, MAIN, "x".repeat(32_001), SourceFile.of("a", "a")),
                        () -> CommitFiles.Request.of(
                                INFRA, MAIN, "Bump", SourceFile.of("a", "a"), SourceFile.of("/a", "b")),
                        () -> CommitFiles.Request.of(
                                INFRA, MAIN, "Bump", SourceFile.of("a", "a"), SourceFile.of("a/b", "b")),
                        () -> changes(List.of(SourceFile.of("a", "a")), List.of("a"), IfUnchanged.SKIP),
                        () -> new CommitFiles.Request(
                                INFRA,
                                MAIN,
                                StartPoint.parse(""),
                                "Bump",
                                Optional.of("Jane"),
                                List.of(SourceFile.of("a", "a")),
                                List.of(),
                                IfUnchanged.SKIP,
                                SentCommit.unknown()))
                .forEach(request -> assertThatThrownBy(request::run).isInstanceOf(IllegalArgumentException.class));
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
