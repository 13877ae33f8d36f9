package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Commits of files with concurrent commits and lost responses. */
class OvertakenCommitTest {

    private static final BranchName MAIN = new BranchName("main");

    @AutoClose
    private final Acme acme = new Acme();

    private final CommittedFiles main = new CommittedFiles(acme.infra, "main");

    private final List<String> kept = new ArrayList<>();

    private CommitFiles.Request bump(String branch, SentCommit sent) {
        return new CommitFiles.Request(
                INFRA,
                new BranchName(branch),
                StartPoint.parse("main"),
                "Bump",
                Optional.empty(),
                List.of(SourceFile.of("versions.tf", "1.9"), SourceFile.of("docs/NOTES.md", "New")),
                List.of(),
                IfUnchanged.SKIP,
                sent);
    }

    private SentCommit keeping(String before) {
        return new SentCommit(before, parent -> {
            kept.add(parent);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Ends the first commits in these ways, one after the other. */
    private void atCommit(List<Supplier<Fault>> faults) {
        AtomicInteger next = new AtomicInteger();
        acme.bitbucket.misbehave(request -> isCommit(request) && next.get() < faults.size()
                ? faults.get(next.getAndIncrement()).get()
                : Fault.none());
    }

    private static boolean isCommit(ServerRequest request) {
        return request.method().equals("POST") && request.path().endsWith("/src");
    }

    private Fault push(String path) {
        acme.infra.commit("main", path, "by somebody");
        return Fault.none();
    }

    @Test
    void aConcurrentCommitOfOtherFilesIsKept() {
        atCommit(List.of(() -> push("other.tf"), () -> push("docs/OTHER.md")));

        CommitResult result = new CommitFiles()
                .run(bump("main", keeping(null)), acme.client())
                .join();

        assertThat(acme.infra.tip("main")).contains(result.commit());
        assertThat(main.since(acme.firstCommit)).hasSize(3);
        assertThat(main.text("other.tf")).contains("by somebody");
        assertThat(main.text("docs/OTHER.md")).contains("by somebody");
        assertThat(main.text("versions.tf")).contains("1.9");
        assertThat(kept).hasSize(3).startsWith(acme.firstCommit);
    }

    @Test
    void aConcurrentCommitOfTheSameFilesIsNotOverwritten() {
        atCommit(List.of(() -> push("docs/NOTES.md")));

        assertThat(failureOf(new CommitFiles().run(bump("main", keeping(null)), acme.client())))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("somebody has changed the same files in the meantime: docs/NOTES.md. ");
        assertThat(main.since(acme.firstCommit)).hasSize(1);
        assertThat(main.text("docs/NOTES.md")).contains("by somebody");
    }

    @Test
    void aConcurrentlyCreatedBranchIsContinued() {
        atCommit(List.of(() -> {
            acme.infra.commit("bump", "other.tf", "by somebody");
            return Fault.none();
        }));

        new CommitFiles().run(bump("bump", keeping(null)), acme.client()).join();

        CommittedFiles bump = new CommittedFiles(acme.infra, "bump");
        assertThat(bump.text("other.tf")).contains("by somebody");
        assertThat(bump.text("versions.tf")).contains("1.9");
    }

    @Test
    void aLostResponseCausesNoSecondCommit() {
        for (String branch : List.of("main", "bump")) {
            acme.bitbucket.forgetRequests();
            atCommit(List.of(Fault::dropAfter));

            CommitResult result = new CommitFiles()
                    .run(bump(branch, keeping(null)), acme.patientClient())
                    .join();

            CommittedFiles files = new CommittedFiles(acme.infra, branch);
            assertThat(result).isEqualTo(new CommitResult(files.newest().name(), result.url(), branch, true));
            assertThat(result.url())
                    .hasValueSatisfying(url -> assertThat(url.getPath()).endsWith(result.commit()));
            assertThat(files.since(acme.firstCommit)).hasSize(1);
            acme.infra.git().delete("refs/heads/" + branch);
            acme.infra.git().create("refs/heads/main", ObjectId.fromString(acme.firstCommit));
        }
    }

    @Test
    void itsOwnCommitIsFoundBelowThoseOfOthers() {
        atCommit(List.of(() -> new Fault(
                true,
                answer -> {
                    acme.infra.commit("main", "versions.tf", "2.0");
                    return answer;
                },
                Duration.ZERO,
                CompletableFuture.completedFuture(null),
                Fault.Delivery.HALF)));

        CommitResult result = new CommitFiles()
                .run(bump("main", keeping(null)), acme.patientClient())
                .join();

        assertThat(result.changed()).isTrue();
        assertThat(main.text("versions.tf")).contains("2.0");
        assertThat(main.since(acme.firstCommit).get(1).name()).isEqualTo(result.commit());
        assertThat(main.since(acme.firstCommit)).hasSize(2);
    }

    /** The first request is carried out late, after the branch was read again. */
    @Test
    void itsOwnCommitIsFoundAlsoIfItOvertakesTheSecondRequest() {
        CommitFiles.Request bump = bump("main", keeping(null));
        atCommit(List.of(Fault::dropBefore, () -> {
            new CommitFiles()
                    .run(bump, acme.answeringWithin(Duration.ofSeconds(20)).as(Acme.credential(acme.ci)))
                    .join();
            return Fault.none();
        }));

        CommitResult result = new CommitFiles().run(bump, acme.patientClient()).join();

        assertThat(result.changed()).isTrue();
        assertThat(main.newest().name()).isEqualTo(result.commit());
        assertThat(main.since(acme.firstCommit)).hasSize(1);
    }

    @Test
    void aConcurrentCommitIsComparedWithFewRequests() {
        atCommit(List.of(() -> push("other.tf")));
        SourceFile[] files = IntStream.range(0, 80)
                .mapToObj(i -> SourceFile.of(i + ".txt", "x"))
                .toArray(SourceFile[]::new);

        new CommitFiles()
                .run(CommitFiles.Request.of(INFRA, MAIN, "Many", files), acme.client())
                .join();

        assertThat(main.since(acme.firstCommit)).hasSize(2);
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.path().contains("/diffstat/"))
                .hasSize(2);
    }

    @Test
    void aLostCommitIsMadeAgain() {
        atCommit(List.of(Fault::dropBefore, Fault::dropBefore));

        CommitResult result = new CommitFiles()
                .run(bump("main", keeping(null)), acme.patientClient())
                .join();

        assertThat(main.newest().name()).isEqualTo(result.commit());
        assertThat(main.since(acme.firstCommit)).hasSize(1);
    }

    @Test
    void afterARestartTheCommitIsFound() {
        CommitResult before = new CommitFiles()
                .run(bump("main", keeping(null)), acme.client())
                .join();
        acme.infra.commit("main", "versions.tf", "2.0");

        CommitResult after = new CommitFiles()
                .run(bump("main", keeping(kept.get(0))), acme.client().resumed())
                .join();

        assertThat(after).isEqualTo(before);
        assertThat(main.since(acme.firstCommit)).hasSize(2);
    }

    @Test
    void afterARestartBeforeAnythingWasSentTheCommitIsMade() {
        for (String parent : new String[] {null, acme.firstCommit}) {
            CommitResult result = new CommitFiles()
                    .run(bump("main", keeping(parent)), acme.client().resumed())
                    .join();
            assertThat(main.since(acme.firstCommit)).hasSize(1);
            assertThat(acme.infra.tip("main")).contains(result.commit());
        }
    }

    @Test
    void anotherAccountsCommitIsNotMistakenForItsOwn() {
        acme.infra.commit("main", "versions.tf", "1.9");

        CommitResult result = new CommitFiles()
                .run(bump("main", keeping(acme.firstCommit)), acme.client().resumed())
                .join();

        assertThat(main.since(acme.firstCommit)).hasSize(2);
        assertThat(acme.infra.tip("main")).contains(result.commit());
        assertThat(main.text("docs/NOTES.md")).contains("New");
    }

    @Test
    void aLostResponseIsReportedIfThereIsNoTimeToLook() {
        atCommit(List.of(Fault::dropAfter));

        assertThat(failureOf(new CommitFiles().run(bump("main", keeping(null)), acme.client())))
                .isInstanceOf(Unavailable.class);
        assertThat(main.since(acme.firstCommit)).hasSize(1);
    }

    @Test
    void manyConcurrentCommitsOnOneBranchAllSucceed() {
        List<CompletableFuture<CommitResult>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(new CommitFiles()
                    .run(
                            CommitFiles.Request.of(INFRA, MAIN, "Number " + i, SourceFile.of(i + ".txt", "x")),
                            acme.client()));
        }
        all.forEach(CompletableFuture::join);

        assertThat(main.since(acme.firstCommit)).hasSize(8);
    }
}
