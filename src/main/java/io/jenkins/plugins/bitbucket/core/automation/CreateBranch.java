package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Branch;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.Tag;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Hash;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.MainBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Named;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Tagged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Creates a branch, or finds an existing one.
 *
 * <p>Over REST it needs one request from a branch or a commit, and two from {@code refs/tags/x} or the main branch; one
 * more to look up an existing branch. Over SSH it needs one connection.
 */
public final class CreateBranch {

    /** The scopes that every request needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_REPOSITORY, Scope.WRITE_REPOSITORY);

    /** What to do if the branch exists. */
    public enum IfExists {
        /** Use it unchanged. */
        REUSE,
        /** Fail with {@link AlreadyExists}. */
        FAIL
    }

    /**
     * @param repository the repository
     * @param name the branch to create
     * @param from where it starts
     * @param ifExists what to do if the branch exists
     */
    public record Request(RepositoryId repository, BranchName name, StartPoint from, IfExists ifExists) {
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(ifExists, "ifExists");
        }

        private String action() {
            return Sentences.of("Do.CreateBranch", name, repository);
        }
    }

    /** @return the branch; fails with a {@link BitbucketException}. Cancelling it drops the running request */
    public CompletableFuture<BranchResult> run(Request request, BitbucketClient client) {
        AtomicBoolean reported = new AtomicBoolean();
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new Run(request, client, inDoubt, reported).start()));
    }

    /**
     * Does the same over SSH. It can look up a short hash only among the newest commits of branches and tags.
     *
     * @return the branch; fails with a {@link BitbucketException}. Cancelling it closes the connection
     */
    public CompletableFuture<BranchResult> run(Request request, GitClient connection) {
        return connection.run(request.action(), new CreateBranchOverSsh(request, connection.isResumed()));
    }

    /**
     * @param inDoubt whether an earlier run may have created the branch without seeing the result
     * @param reported whether Bitbucket has reported success, in a response that can't be read
     */
    private record Run(
            Request request,
            RepositoryClient repository,
            RestErrorDecoder errors,
            boolean inDoubt,
            AtomicBoolean reported) {

        Run(Request request, BitbucketClient client, boolean inDoubt, AtomicBoolean reported) {
            this(
                    request,
                    client.repository(request.repository()),
                    new RestErrorDecoder(request.action(), client.credential()),
                    inDoubt,
                    reported);
        }

        CompletableFuture<BranchResult> start() {
            return target().thenCompose(this::createOrFind);
        }

        /** The forms of a start that Bitbucket accepts: a hash, or the name of a branch. */
        private CompletableFuture<String> target() {
            if (request.from() instanceof Hash commit) {
                return CompletableFuture.completedFuture(commit.hash());
            }
            if (request.from() instanceof Named branch) {
                return CompletableFuture.completedFuture(branch.name().value());
            }
            if (request.from() instanceof Tagged tagged) {
                return repository.tag(tagged.tag()).thenApply(Tag::commit);
            }
            return repository
                    .get()
                    .thenApply(found -> found.mainBranch()
                            .orElseThrow(() -> errors.notFound(
                                    Sentences.of("Repository.Empty"), Sentences.of("Repository.EmptyAdvice"))));
        }

        private CompletableFuture<BranchResult> createOrFind(String target) {
            if (!inDoubt) {
                return create(target);
            }
            return find(target).exceptionallyCompose(failure -> {
                Throwable cause = BitbucketException.cause(failure);
                return cause instanceof NotFound ? create(target) : CompletableFuture.failedFuture(cause);
            });
        }

        private CompletableFuture<BranchResult> create(String target) {
            return repository
                    .createBranch(request.name(), target)
                    .thenApply(CreateBranch::created)
                    .exceptionallyCompose(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        if (cause instanceof UnreadableSuccess unread) {
                            return lookUp(target, unread);
                        }
                        if (CreateBranchRefusal.isForExisting(cause)
                                || CreateBranchRefusal.isSilent(cause) && request.ifExists() == IfExists.REUSE) {
                            return find(target)
                                    .exceptionallyCompose(lookFailed -> CompletableFuture.failedFuture(
                                            BitbucketException.cause(lookFailed) instanceof NotFound
                                                    ? cause
                                                    : lookFailed));
                        }
                        return request.from() instanceof Named start
                                        && start.name().value().equals(target)
                                        && CreateBranchRefusal.isForUnknownStart(cause)
                                ? startAtTag(start.name(), cause)
                                : CompletableFuture.failedFuture(cause);
                    });
        }

        /** A success that Bitbucket has reported counts once it is confirmed. */
        private CompletableFuture<BranchResult> lookUp(String target, UnreadableSuccess unread) {
            if (unread.created()) {
                reported.set(true);
            }
            return new Run(request, repository, errors, true, reported)
                    .find(target)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                            BitbucketException.cause(failure) instanceof AlreadyExists exists ? exists : unread));
        }

        private CompletableFuture<BranchResult> find(String target) {
            if (reported.get()) {
                return repository.branch(request.name()).thenApply(CreateBranch::created);
            }
            if (request.ifExists() == IfExists.FAIL) {
                return inDoubt
                        ? repository.branch(request.name()).thenApply(branch -> {
                            throw errors.alreadyExists(
                                    Sentences.of("Branch.InDoubt"), Sentences.of("Branch.InDoubtAdvice"));
                        })
                        : CompletableFuture.failedFuture(errors.alreadyExists(
                                Sentences.of("Branch.Exists"), Sentences.of("Branch.ExistsAdvice")));
            }
            boolean named = request.from() instanceof Named start
                    && start.name().value().equals(target);
            if (named || inDoubt && request.from() instanceof MainBranch) {
                return findBeside(new BranchName(target));
            }
            boolean unasked = request.from() instanceof MainBranch;
            return repository
                    .branch(request.name())
                    .thenApply(branch -> found(branch, unasked ? Optional.empty() : Optional.of(target)));
        }

        /** Reads the existing branch and its intended start, in one request. */
        private CompletableFuture<BranchResult> findBeside(BranchName start) {
            Filter either =
                    Filter.any(List.of(Filter.is("name", request.name().value()), Filter.is("name", start.value())));
            Predicate<Branch> named =
                    branch -> branch.name().equals(request.name().value())
                            || branch.name().equals(start.value());
            return Page.collect(repository.branches(either), named, 2).thenCompose(branches -> {
                Optional<String> asked = named(start, branches).map(Branch::commit);
                CompletableFuture<Branch> existing = named(request.name(), branches)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> repository.branch(request.name()));
                return existing.thenCompose(branch -> asked.isEmpty() && inDoubt
                        ? tagged(start).thenApply(commit -> found(branch, commit))
                        : CompletableFuture.completedFuture(found(branch, asked)));
            });
        }

        /** The commit of a tag, if it can be found; the existence of the branch does not depend on it. */
        private CompletableFuture<Optional<String>> tagged(BranchName tag) {
            return repository
                    .tag(tag)
                    .thenApply(Tag::commit)
                    .thenApply(Optional::of)
                    .exceptionally(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        if (cause instanceof BitbucketException && !(cause instanceof Transient)) {
                            return Optional.empty();
                        }
                        throw BitbucketException.rethrow(failure);
                    });
        }

        private BranchResult found(Branch branch, Optional<String> asked) {
            Optional<String> elsewhere =
                    asked.filter(commit -> !branch.commit().startsWith(commit.toLowerCase(Locale.ROOT)));
            boolean created = inDoubt && asked.isPresent() && elsewhere.isEmpty();
            return new BranchResult(branch.name(), branch.commit(), branch.url(), created, elsewhere);
        }

        /** If no branch has the name of the start, a tag may; otherwise the refusal is final. */
        private CompletableFuture<BranchResult> startAtTag(BranchName tag, Throwable refusal) {
            return repository
                    .tag(tag)
                    .handle((found, failure) -> failure == null
                            ? createOrFind(found.commit())
                            : CompletableFuture.<BranchResult>failedFuture(refusal))
                    .thenCompose(result -> result);
        }
    }

    private static BranchResult created(Branch branch) {
        return new BranchResult(branch.name(), branch.commit(), branch.url(), true, Optional.empty());
    }

    private static Optional<Branch> named(BranchName name, List<Branch> branches) {
        return branches.stream().filter(b -> b.name().equals(name.value())).findFirst();
    }
}
