package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.core.git.RefQuery.BRANCHES;
import static io.jenkins.plugins.bitbucket.core.git.RefQuery.HEAD;
import static io.jenkins.plugins.bitbucket.core.git.RefQuery.TAGS;

import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.Request;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Hash;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.MainBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Named;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Tagged;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.git.GitOperations;
import io.jenkins.plugins.bitbucket.core.git.GitWork;
import io.jenkins.plugins.bitbucket.core.git.RefQuery;
import io.jenkins.plugins.bitbucket.core.git.Refusal;
import io.jenkins.plugins.bitbucket.core.git.RemoteRefs;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates a branch with git: reads the refs, and pushes one if necessary. Both commands use one connection, and the
 * transferred bytes don't depend on the size of the repository.
 */
final class CreateBranchOverSsh implements GitWork<BranchResult> {

    private static final int FULL_HASH = 40;

    private final Request request;
    private final String branch;
    // Each push without a definite response may have created the branch. Counted beforehand: the next attempt can begin
    // on another thread before this one notices that its response is lost.
    private final AtomicInteger unanswered;

    CreateBranchOverSsh(Request request, boolean inDoubt) {
        this.request = request;
        this.unanswered = new AtomicInteger(inDoubt ? 1 : 0);
        this.branch = BRANCHES + request.name();
    }

    @Override
    public BranchResult run(GitOperations git) throws IOException {
        // First looks for a branch that may already have been created.
        RemoteRefs refs =
                inDoubt() ? git.refs(request.repository(), query()) : git.refsBeforePush(request.repository(), query());
        if (refs.commit(branch).isPresent()) {
            return existing(git, refs);
        }
        String commit = start(refs).orElse(null);
        if (commit == null) {
            throw noStart(git, refs);
        }
        Optional<Refusal> refusal = push(git, commit);
        if (refusal.isEmpty()) {
            return made(git, commit);
        }
        RemoteRefs now = git.refs(request.repository(), query());
        if (now.commit(branch).isPresent()) {
            return existing(git, now);
        }
        throw refused(git, refusal.get());
    }

    private Optional<Refusal> push(GitOperations git, String commit) throws IOException {
        unanswered.incrementAndGet();
        try {
            Optional<Refusal> refusal = git.createBranch(request.repository(), request.name(), commit);
            refusal.ifPresent(definite -> unanswered.decrementAndGet());
            return refusal;
        } catch (BitbucketException e) {
            if (!(e instanceof Transient lost && lost.outcomeUnknown())) {
                unanswered.decrementAndGet();
            }
            throw e;
        }
    }

    private boolean inDoubt() {
        return unanswered.get() > 0;
    }

    private RefQuery query() {
        Set<String> names = new HashSet<>(Set.of(branch));
        Optional<String> hash = Optional.empty();
        if (request.from() instanceof MainBranch) {
            names.add(HEAD);
        } else if (request.from() instanceof Named start) {
            names.add(BRANCHES + start.name());
            names.add(TAGS + start.name());
        } else if (request.from() instanceof Tagged start) {
            names.add(TAGS + start.tag());
        } else if (shortHash().isPresent()) {
            hash = shortHash();
            names.add(BRANCHES + ((Hash) request.from()).hash());
        }
        return new RefQuery(names, hash);
    }

    /** The full hash of the commit to start from, if the refs contain it. */
    private Optional<String> start(RemoteRefs refs) {
        if (request.from() instanceof MainBranch) {
            return refs.commit(HEAD);
        }
        if (request.from() instanceof Named start) {
            return refs.commit(BRANCHES + start.name()).or(() -> refs.commit(TAGS + start.name()));
        }
        if (request.from() instanceof Tagged start) {
            return refs.commit(TAGS + start.tag());
        }
        String hash = ((Hash) request.from()).hash();
        if (hash.length() == FULL_HASH) {
            return Optional.of(hash.toLowerCase(Locale.ROOT));
        }
        // The name of a branch may look like a hash.
        return refs.commit(BRANCHES + hash)
                .or(() -> refs.matches().stream()
                        .findFirst()
                        .filter(only -> refs.matches().size() == 1));
    }

    private Optional<String> shortHash() {
        return request.from() instanceof Hash start && start.hash().length() < FULL_HASH
                ? Optional.of(start.hash().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private BranchResult made(GitOperations git, String commit) {
        return new BranchResult(
                request.name().value(), commit, git.page(request.repository(), request.name()), true, Optional.empty());
    }

    private BranchResult existing(GitOperations git, RemoteRefs refs) {
        String commit = refs.commit(branch).orElseThrow();
        if (request.ifExists() == IfExists.FAIL) {
            throw inDoubt()
                    ? git.decoder().alreadyExists(Sentences.of("Branch.InDoubt"), Sentences.of("Branch.InDoubtAdvice"))
                    : git.decoder().alreadyExists(Sentences.of("Branch.Exists"), Sentences.of("Branch.ExistsAdvice"));
        }
        boolean unasked = request.from() instanceof MainBranch && !inDoubt();
        Optional<String> asked = unasked ? Optional.empty() : start(refs).or(this::shortHash);
        Optional<String> elsewhere = asked.filter(start -> !commit.startsWith(start));
        return new BranchResult(
                request.name().value(),
                commit,
                git.page(request.repository(), request.name()),
                inDoubt() && asked.isPresent() && elsewhere.isEmpty(),
                elsewhere);
    }

    private BitbucketException noStart(GitOperations git, RemoteRefs refs) throws IOException {
        if (request.from() instanceof MainBranch) {
            return git.refs(request.repository(), RefQuery.ANY).matches().isEmpty()
                    ? git.decoder().notFound(Sentences.of("Repository.Empty"), Sentences.of("Repository.EmptyAdvice"))
                    : git.decoder().notFound(Sentences.of("Branch.NoMain"), Sentences.of("Branch.NoMainAdvice"));
        }
        if (request.from() instanceof Hash start) {
            return git.decoder()
                    .invalid(
                            Sentences.of(
                                    refs.matches().isEmpty() ? "Branch.HashOfNoTip" : "Branch.HashAmbiguous",
                                    start.hash()),
                            Sentences.of("Branch.HashAdvice"));
        }
        String what = request.from() instanceof Tagged start
                ? Sentences.of("Branch.NoTag", start.tag())
                : Sentences.of("Branch.NoBranchOrTag", ((Named) request.from()).name());
        return git.decoder().notFound(what, Sentences.of("Branch.StartAdvice"));
    }

    private BitbucketException refused(GitOperations git, Refusal refusal) {
        if (request.from() instanceof Hash start
                && refusal.isCommitMissing(start.hash().toLowerCase(Locale.ROOT))) {
            return git.decoder()
                    .notFound(Sentences.of("Branch.NoCommit", start.hash()), Sentences.of("Branch.NoCommitAdvice"));
        }
        return git.decoder().declined(refusal.reason(), refusal.words());
    }
}
