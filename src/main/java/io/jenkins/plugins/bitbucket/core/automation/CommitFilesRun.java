package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Commit;
import io.jenkins.plugins.bitbucket.core.api.NewCommit;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.SourceClient;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.Request;
import io.jenkins.plugins.bitbucket.core.automation.FileComparison.Changes;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One attempt of {@link CommitFiles}. */
final class CommitFilesRun {

    // On a branch with continuous pushes, one of a few commits succeeds.
    private static final int MAX_OVERTAKEN = 20;
    // Among the commits after the parent, its own is one of the oldest.
    private static final int MAX_COMMITS_SEARCHED = 1_000;
    private static final int MAX_FILES_SHOWN = 10;
    private static final int MAX_PATHS_IN_ADDRESS = 40;
    private static final Set<Integer> STATUSES_OF_OVERTAKEN = Set.of(400, 409);

    private final Request request;
    private final RepositoryClient repository;
    private final SourceClient source;
    private final RestErrorDecoder errors;
    private final boolean inDoubt;

    /** @param inDoubt whether an earlier attempt may have made the commit without seeing the result */
    CommitFilesRun(Request request, BitbucketClient client, boolean inDoubt) {
        this.request = request;
        this.repository = client.repository(request.repository());
        this.source = repository.source();
        this.errors = new RestErrorDecoder(
                Sentences.of("Do.Commit", request.branch(), request.repository()), client.credential());
        this.inDoubt = inDoubt;
    }

    CompletableFuture<CommitResult> start() {
        return base().thenCompose(base -> {
            if (!inDoubt || !request.sent().isKnown()) {
                return compareAndCommit(base);
            }
            return own(base)
                    .thenCompose(
                            own -> own.map(CompletableFuture::completedFuture).orElseGet(() -> compareAndCommit(base)));
        });
    }

    private CompletableFuture<CommitBase> base() {
        return CommitBase.find(repository, request.branch(), request.from(), errors);
    }

    private CompletableFuture<CommitResult> compareAndCommit(CommitBase base) {
        return compare(base.commit()).thenCompose(changes -> {
            if (changes.anything()) {
                return commit(base, changes, 0);
            }
            if (request.ifUnchanged() == IfUnchanged.FAIL || base.commit().isEmpty()) {
                throw errors.invalid(Sentences.of("Commit.Unchanged"), "");
            }
            return CompletableFuture.completedFuture(new CommitResult(
                    base.commit().get(), base.url(), request.branch().value(), false));
        });
    }

    private CompletableFuture<Changes> compare(Optional<String> commit) {
        return commit.map(hash -> FileComparison.with(source, errors, hash, request.files(), request.deleted()))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        new Changes(!request.files().isEmpty(), request.files(), List.of())));
    }

    /** @param overtaken how many times somebody else has pushed meanwhile */
    private CompletableFuture<CommitResult> commit(CommitBase base, Changes changes, int overtaken) {
        NewCommit commit = new NewCommit(
                request.branch(),
                base.commit(),
                request.message(),
                request.author(),
                changes.files(),
                changes.deleted());
        return request.sent()
                .remember(base.commit())
                .thenCompose(kept -> source.commit(commit))
                .thenApply(hash -> new CommitResult(
                        hash, base.urlOf(hash), request.branch().value(), true))
                .exceptionallyCompose(failure -> {
                    Throwable cause = BitbucketException.cause(failure);
                    if (cause instanceof UnreadableSuccess) {
                        return LookupAfterFailure.of(cause, base().thenCompose(this::own))
                                .thenCompose(own -> own.map(CompletableFuture::completedFuture)
                                        .orElseGet(() -> CompletableFuture.failedFuture(cause)));
                    }
                    return cause instanceof Invalid refusal
                                    && STATUSES_OF_OVERTAKEN.contains(refusal.status())
                                    && overtaken < MAX_OVERTAKEN
                            ? LookupAfterFailure.of(refusal, base())
                                    .thenCompose(now -> goOn(base, now, changes, overtaken, refusal))
                            : CompletableFuture.failedFuture(cause);
                });
    }

    /**
     * Continues from the newest commit if that is why the commit was rejected, and if that has not changed the same
     * files.
     */
    private CompletableFuture<CommitResult> goOn(
            CommitBase before, CommitBase now, Changes changes, int overtaken, Invalid refusal) {
        if (!now.branchExists() || now.commit().equals(before.commit())) {
            return CompletableFuture.failedFuture(refusal);
        }
        return (inDoubt ? own(now) : CompletableFuture.completedFuture(Optional.<CommitResult>empty()))
                .thenCompose(own -> own.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> touched(before, now).thenCompose(files -> {
                            if (files.isEmpty()) {
                                return commit(now, changes, overtaken + 1);
                            }
                            throw errors.invalid(
                                    Sentences.of("Commit.Overtaken", some(files)),
                                    Sentences.of("Commit.OvertakenAdvice"));
                        })));
    }

    /** The files that have changed meanwhile. */
    private CompletableFuture<Set<String>> touched(CommitBase before, CommitBase now) {
        List<SourcePath> paths = Stream.concat(
                        request.files().stream().map(SourceFile::path), request.deleted().stream())
                .toList();
        CompletableFuture<Set<String>> touched = CompletableFuture.completedFuture(new TreeSet<>());
        if (before.commit().isEmpty()) {
            return CompletableFuture.completedFuture(
                    paths.stream().map(SourcePath::value).collect(Collectors.toSet()));
        }
        for (int start = 0; start < paths.size(); start += MAX_PATHS_IN_ADDRESS) {
            List<SourcePath> some = paths.subList(start, Math.min(paths.size(), start + MAX_PATHS_IN_ADDRESS));
            touched = touched.thenCompose(all -> Page.collect(
                            source.changed(now.commit().get(), before.commit().get(), some), Integer.MAX_VALUE)
                    .thenApply(found -> {
                        found.forEach(all::addAll);
                        return all;
                    }));
        }
        Set<String> named = paths.stream().map(SourcePath::value).collect(Collectors.toSet());
        return touched.thenApply(all -> {
            all.retainAll(named);
            return all;
        });
    }

    /** The commit of an earlier request, identified by its parent, message, author and content. */
    private CompletableFuture<Optional<CommitResult>> own(CommitBase base) {
        Optional<String> parent = request.sent().parent();
        if (!base.branchExists() || base.commit().equals(parent)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Page.collect(source.commits(base.commit().get(), parent), MAX_COMMITS_SEARCHED)
                .thenApply(commits -> commits.stream().filter(this::looksOwn).findFirst())
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : compare(found.map(Commit::hash))
                                .thenApply(changes -> found.filter(commit -> !changes.anything())
                                        .map(commit -> new CommitResult(
                                                commit.hash(),
                                                commit.url(),
                                                request.branch().value(),
                                                true))));
    }

    private boolean looksOwn(Commit commit) {
        return commit.parents().equals(request.sent().parent().stream().toList())
                && commit.message().strip().equals(request.message())
                && request.author()
                        .filter(author -> !author.equals(commit.author()))
                        .isEmpty();
    }

    private static String some(Set<String> files) {
        String shown = files.stream().limit(MAX_FILES_SHOWN).collect(Collectors.joining(", "));
        return files.size() > MAX_FILES_SHOWN ? shown + ", …" : shown;
    }
}
