package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Branch;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.SourceEntry;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.api.Tag;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Hash;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Named;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Tagged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one file without a clone.
 *
 * <p>It needs two requests: for the entry at the path, and for its content. The unnamed main branch, and a branch or
 * tag with a slash in its name, need one more.
 */
public final class ReadFile {

    /** The scopes that every request needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY);

    /** The maximum size in bytes: the result of a step is kept in memory, and saved with the build. */
    public static final int MAX_BYTES = 4_000_000;

    /** What to do if the file does not exist. */
    public enum IfMissing {
        /** Fail with {@link NotFound}. */
        FAIL,
        /** Return nothing. */
        NULL
    }

    /** How to decode the bytes. */
    public record Encoding(Optional<Charset> charset) {

        /** For binary files. */
        public static final Encoding BASE64 = new Encoding(Optional.empty());

        /**
         * @param name the name of a character set, {@code Base64} for the bytes, or empty for UTF-8
         * @throws IllegalArgumentException if there is no such character set
         */
        public static Encoding parse(String name) {
            String stripped = name == null ? "" : name.strip();
            if (stripped.equalsIgnoreCase("Base64")) {
                return BASE64;
            }
            try {
                return new Encoding(
                        Optional.of(stripped.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(stripped)));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new IllegalArgumentException(Sentences.of("Form.Encoding", Text.printable(stripped)), e);
            }
        }

        private String decode(byte[] bytes) throws CharacterCodingException {
            return charset.isEmpty()
                    ? Base64.getEncoder().encodeToString(bytes)
                    : charset.get().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    /**
     * @param repository the repository
     * @param path the path of the file
     * @param ref the branch, tag or commit
     * @param encoding how to decode the bytes
     * @param ifMissing what to do if the file does not exist
     */
    public record Request(
            RepositoryId repository, SourcePath path, StartPoint ref, Encoding encoding, IfMissing ifMissing) {
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(ref, "ref");
            Objects.requireNonNull(encoding, "encoding");
            Objects.requireNonNull(ifMissing, "ifMissing");
        }
    }

    /**
     * The file.
     *
     * @param text its content; none if it does not exist
     * @param commit the full hash of the commit that was read; empty if Bitbucket does not report it
     */
    public record Result(Optional<String> text, String commit) {}

    /**
     * @return the content of the file; fails with a {@link BitbucketException}. Cancelling it drops the running request
     */
    public CompletableFuture<Result> run(Request request, BitbucketClient client) {
        return client.cancelTogether(new Run(request, client).start());
    }

    private record Run(Request request, RepositoryClient repository, RestErrorDecoder errors) {

        Run(Request request, BitbucketClient client) {
            this(
                    request,
                    client.repository(request.repository()),
                    new RestErrorDecoder(
                            Sentences.of("Do.ReadAnyFile", request.path(), request.repository()), client.credential()));
        }

        CompletableFuture<Result> start() {
            return revision().thenCompose(this::readAt);
        }

        /** The form that Bitbucket accepts before a path: no name with a slash. */
        private CompletableFuture<String> revision() {
            if (request.ref() instanceof Hash commit) {
                return CompletableFuture.completedFuture(commit.hash());
            }
            if (request.ref() instanceof Named named) {
                return branchOrTag(named.name());
            }
            if (request.ref() instanceof Tagged tagged) {
                return repository.tag(tagged.tag()).thenApply(Tag::commit);
            }
            return repository
                    .get()
                    .thenCompose(found -> found.mainBranch()
                            .map(name -> branchOrTag(new BranchName(name)))
                            .orElseThrow(() -> errors.notFound(
                                    Sentences.of("Repository.Empty"), Sentences.of("Repository.EmptyAdvice"))));
        }

        private CompletableFuture<String> branchOrTag(BranchName name) {
            if (!name.value().contains("/")) {
                return CompletableFuture.completedFuture(name.value());
            }
            return repository.branch(name).thenApply(Branch::commit).exceptionallyCompose(failure -> {
                Throwable cause = BitbucketException.cause(failure);
                if (!(cause instanceof NotFound)) {
                    return CompletableFuture.failedFuture(cause);
                }
                return repository
                        .tag(name)
                        .thenApply(Tag::commit)
                        .exceptionallyCompose(noTag -> CompletableFuture.failedFuture(
                                BitbucketException.cause(noTag) instanceof NotFound ? cause : noTag));
            });
        }

        private CompletableFuture<Result> readAt(String revision) {
            return repository
                    .source()
                    .entry(revision, request.path())
                    .thenCompose(entry -> read(revision, entry))
                    .exceptionallyCompose(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        return cause instanceof NotFound && request.ifMissing() == IfMissing.NULL
                                ? missingAt(revision)
                                : CompletableFuture.failedFuture(cause);
                    });
        }

        /** Only the file can be missing, not the revision or the repository. */
        private CompletableFuture<Result> missingAt(String revision) {
            return repository.commit(revision).thenApply(commit -> new Result(Optional.empty(), commit.hash()));
        }

        private CompletableFuture<Result> read(String revision, SourceEntry entry) {
            if (!entry.isFile()) {
                throw errors.invalid(Sentences.of("File.IsFolder"), Sentences.of("File.IsFolderAdvice"));
            }
            if (entry.isSubrepository()) {
                throw errors.invalid(Sentences.of("File.IsSubrepository"), "");
            }
            if (entry.size() > MAX_BYTES) {
                throw errors.invalid(
                        Sentences.of("File.TooLong", entry.size(), MAX_BYTES), Sentences.of("File.TooLongAdvice"));
            }
            return repository
                    .source()
                    .content(entry.commit().orElse(revision), request.path(), entry.size())
                    .thenApply(bytes -> new Result(
                            Optional.of(decoded(bytes)), entry.commit().orElse("")));
        }

        private String decoded(byte[] bytes) {
            try {
                return request.encoding().decode(bytes);
            } catch (CharacterCodingException e) {
                throw errors.invalid(
                        Sentences.of(
                                "File.NotText", request.encoding().charset().orElseThrow()),
                        Sentences.of("File.NotTextAdvice"));
            }
        }
    }
}
