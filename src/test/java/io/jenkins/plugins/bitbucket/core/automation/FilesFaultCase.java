package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jgit.revwalk.RevCommit;

/** Commits of files: to an existing branch, to a new branch, and of unchanged files. */
final class FilesFaultCase extends FaultCase<CommitResult> {

    private final String from;
    private final boolean exists;
    private final boolean unchanged;

    private FilesFaultCase(String name, String from, boolean exists, boolean unchanged) {
        super(CommitFiles.class, name);
        this.from = from;
        this.exists = exists;
        this.unchanged = unchanged;
    }

    static List<FaultCase<CommitResult>> all() {
        return List.of(
                new FilesFaultCase("to a branch", "", true, false),
                new FilesFaultCase("to a new branch", "main", false, false),
                new FilesFaultCase("to a new branch from the main branch", "", false, false),
                new FilesFaultCase("that are there already", "main", true, true));
    }

    @Override
    void prepare(FaultyRun run) {
        if (exists) {
            run.repository().commit(run.branch().value(), "versions.tf", unchanged ? "1.9" : "1.8");
        }
        if (unchanged) {
            run.repository().commit(run.branch().value(), "docs/NOTES.md", "New");
        }
    }

    @Override
    CompletableFuture<CommitResult> run(FaultyRun run, BitbucketClient client) {
        return new CommitFiles()
                .run(
                        new CommitFiles.Request(
                                run.id(),
                                run.branch(),
                                StartPoint.parse(from),
                                "Bump",
                                Optional.empty(),
                                List.of(SourceFile.of("versions.tf", "1.9"), SourceFile.of("docs/NOTES.md", "New")),
                                List.of(new SourcePath(unchanged ? "gone.md" : "README.md")),
                                IfUnchanged.SKIP,
                                SentCommit.unknown()),
                        client);
    }

    @Override
    void check(CommitResult result, FaultyRun run) {
        Optional<String> tip = run.repository().tip(run.branch().value());
        run.expect(tip.isPresent(), FaultyRun.LOST, "there is no branch");
        run.expect(tip.filter(result.commit()::equals).isPresent(), FaultyRun.WRONG, "the result is " + result);
        run.expect(result.changed() != unchanged, FaultyRun.WRONG, "the result is " + result);
        CommittedFiles files = new CommittedFiles(run.repository(), run.branch().value());
        run.expect(
                files.text("versions.tf").equals(Optional.of("1.9"))
                        && files.text("docs/NOTES.md").equals(Optional.of("New"))
                        && files.find("README.md").isPresent() == unchanged,
                FaultyRun.LOST,
                "not all of it is there");
    }

    @Override
    void checkAnyway(FaultyRun run) {
        List<RevCommit> commits = run.repository().tip(run.branch().value()).isEmpty()
                ? List.of()
                : new CommittedFiles(run.repository(), run.branch().value()).since(run.start());
        long made = commits.stream()
                .filter(commit -> commit.getFullMessage().strip().equals("Bump"))
                .count();
        run.expect(made <= (unchanged ? 0 : 1), FaultyRun.TWICE, "there are " + made + " commits");
        run.expect(
                run.repository().tip("main").equals(Optional.of(run.start())),
                FaultyRun.WRONG,
                "the main branch has moved");
    }
}
