package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Commits files to a branch without a clone, or finds that it has them already.
 *
 * <p>The commit is made for the newest one of the branch. If another one comes in between, it is made anew on top of that,
 * unless that has changed one of the same files.
 *
 * <p>Costs three requests: to find the branch, to compare, and to commit. To compare takes a request for each folder with
 * up to 40 files; where sizes do not tell whether a file differs, another one for the file. A branch that is to start
 * from the main branch, unnamed, takes two more.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">Source</a>
 */
public final class CommitFiles {

    /** What it needs of a token, whatever the request says. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY, Scope.WRITE_REPOSITORY);

    /** What to do if the branch has all of it already. */
    public enum IfUnchanged {
        /** Make no commit, and say so. */
        SKIP,
        /** Fail with {@link BitbucketException.Invalid}. */
        FAIL
    }

    /**
     * @param repository where
     * @param branch the branch to commit to
     * @param from where the branch starts if it is not there
     * @param message what the commit says
     * @param author who it is by, as {@code Jane Doe <jane@acme.example>}; the account if nobody is named
     * @param files what to write
     * @param deleted what to delete; what is not there is deleted already
     * @param ifUnchanged what to do if the branch has all of it already
     * @param sent keeps what is needed to find the commit after a restart
     */
    public record Request(
            RepositoryId repository,
            BranchName branch,
            StartPoint from,
            String message,
            Optional<String> author,
            List<SourceFile> files,
            List<SourcePath> deleted,
            IfUnchanged ifUnchanged,
            SentCommit sent) {

        private static final Pattern AUTHOR =
                Pattern.compile("[^<>\\p{Cntrl}]*[^<>\\s\\p{Cntrl}] <[^<>\\s\\p{Cntrl}]+>");
        private static final int MAX_MESSAGE = 32_000;

        /** @throws IllegalArgumentException if it could never be made, saying why */
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(branch, "branch");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(ifUnchanged, "ifUnchanged");
            Objects.requireNonNull(sent, "sent");
            message = checkMessage(message);
            author = author.map(String::strip).filter(name -> !name.isEmpty());
            if (author.filter(name -> !AUTHOR.matcher(name).matches()).isPresent()) {
                throw new IllegalArgumentException(Sentences.of("Form.Author", Text.printable(author.get())));
            }
            files = List.copyOf(files);
            deleted = List.copyOf(deleted);
            if (files.isEmpty() && deleted.isEmpty()) {
                throw new IllegalArgumentException(Sentences.of("Form.NoFiles"));
            }
            checkPaths(files, deleted);
        }

        /** Texts on a branch that is there, and all else at its default. */
        public static Request of(RepositoryId repository, BranchName branch, String message, SourceFile... files) {
            return new Request(
                    repository,
                    branch,
                    new StartPoint.MainBranch(),
                    message,
                    Optional.empty(),
                    List.of(files),
                    List.of(),
                    IfUnchanged.SKIP,
                    SentCommit.unknown());
        }

        private static String checkMessage(String message) {
            String text = message == null ? "" : message.strip();
            if (text.isEmpty()) {
                throw new IllegalArgumentException(Sentences.of("Form.NoMessage"));
            }
            if (text.length() > MAX_MESSAGE || text.indexOf(0) >= 0 || !Text.isUnicode(text)) {
                throw new IllegalArgumentException(Sentences.of("Form.Message", MAX_MESSAGE));
            }
            return text;
        }

        private static void checkPaths(List<SourceFile> files, List<SourcePath> deleted) {
            TreeSet<String> paths = new TreeSet<>();
            for (SourceFile file : files) {
                if (!paths.add(file.path().value())) {
                    throw new IllegalArgumentException(Sentences.of("Form.PathTwice", file.path()));
                }
            }
            for (SourcePath path : deleted) {
                if (!paths.add(path.value())) {
                    throw new IllegalArgumentException(Sentences.of("Form.PathTwice", path));
                }
            }
            for (SourceFile file : files) {
                String folder = file.path().value() + "/";
                String next = paths.ceiling(folder);
                if (next != null && next.startsWith(folder)) {
                    throw new IllegalArgumentException(Sentences.of("Form.PathInFile", Text.printable(next)));
                }
            }
        }
    }

    /**
     * @return the commit; fails with a {@link BitbucketException}. Cancelling it drops the request in flight
     */
    public CompletableFuture<CommitResult> run(Request request, BitbucketClient client) {
        List<String> branch = List.of(
                "src",
                request.repository().toString().toLowerCase(Locale.ROOT),
                request.branch().value());
        return client.cancelTogether(client.oneAtATime(
                branch,
                () -> client.retryWhileInDoubt(inDoubt -> new CommitFilesRun(request, client, inDoubt).start())));
    }
}
