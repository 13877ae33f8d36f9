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
 * Commits files to a branch without a clone, unless the branch already contains them.
 *
 * <p>The commit goes on top of the newest commit of the branch. If somebody pushes meanwhile, it is made again on top
 * of that, unless the same files have changed.
 *
 * <p>It needs three requests: to find the branch, to compare, and to commit. The comparison needs one request for each
 * folder with up to 40 files, and one more for each file whose size does not show whether it differs. If a new branch
 * starts from the unnamed main branch, two more requests are needed.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">Source</a>
 */
public final class CommitFiles {

    /** The scopes that every request needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY, Scope.WRITE_REPOSITORY);

    /** What to do if the branch already contains the changes. */
    public enum IfUnchanged {
        /** Make no commit, and report it. */
        SKIP,
        /** Fail with {@link BitbucketException.Invalid}. */
        FAIL
    }

    /**
     * @param repository the repository
     * @param branch the branch to commit to
     * @param from where to start the branch if it does not exist
     * @param message the commit message
     * @param author as {@code Jane Doe <jane@acme.example>}; the account if omitted
     * @param files the files to write
     * @param deleted the files to delete; missing files are ignored
     * @param ifUnchanged what to do if the branch already contains the changes
     * @param sent stores what is needed to find the commit after a restart
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

        /** @throws IllegalArgumentException if it could never succeed, with the reason */
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

        /** Commits texts to an existing branch, with defaults for everything else. */
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

    /** @return the commit; fails with a {@link BitbucketException}. Cancelling it drops the running request */
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
