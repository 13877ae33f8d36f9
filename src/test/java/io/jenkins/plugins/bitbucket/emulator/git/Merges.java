package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import io.jenkins.plugins.bitbucket.emulator.git.MergeRefused.Reason;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;

/** Merges one commit into another with JGit, without moving a ref. */
public final class Merges {

    private final Repository repository;
    private final CommitWriter writer;
    private final History history;

    Merges(Repository repository, CommitWriter writer, History history) {
        this.repository = repository;
        this.writer = writer;
        this.history = history;
    }

    /**
     * @param destination the commit to merge into
     * @param by who merges
     * @return the commit for the destination
     */
    public ObjectId merge(RevCommit source, RevCommit destination, MergeStyle style, PersonIdent by, String message)
            throws MergeRefused {
        return switch (style) {
            case MERGE_COMMIT -> commit(source, destination, List.of(destination, source), by, message);
            case SQUASH -> commit(source, destination, List.of(destination), by, message);
            case FAST_FORWARD -> {
                requireNothingNew(source, destination);
                yield source;
            }
            case SQUASH_FAST_FORWARD -> {
                requireNothingNew(source, destination);
                yield commit(source, destination, List.of(destination), by, message);
            }
            case REBASE_FAST_FORWARD -> rebase(source, destination, by);
            case REBASE_MERGE -> {
                RevCommit rebased = rebase(source, destination, by);
                yield commit(rebased, destination, List.of(destination, rebased), by, message);
            }
        };
    }

    /** Whether both sides have changed the same lines. */
    public boolean conflict(RevCommit source, RevCommit destination) {
        try {
            tree(source, destination);
            return false;
        } catch (MergeRefused refused) {
            return true;
        }
    }

    private ObjectId commit(
            RevCommit source, RevCommit destination, List<RevCommit> parents, PersonIdent by, String message)
            throws MergeRefused {
        return writer.tree(tree(source, destination), parents, by, by, message);
    }

    private ObjectId tree(RevCommit source, RevCommit destination) throws MergeRefused {
        ThreeWayMerger merger = MergeStrategy.RECURSIVE.newMerger(repository, true);
        return merged(merger, destination, source);
    }

    private RevCommit rebase(RevCommit source, RevCommit destination, PersonIdent by) throws MergeRefused {
        if (history.isAncestor(destination, source)) {
            return source;
        }
        RevCommit tip = destination;
        for (RevCommit commit : history.onlyIn(source, destination)) {
            if (commit.getParentCount() < 2) {
                tip = picked(commit, tip, by);
            }
        }
        return tip;
    }

    private RevCommit picked(RevCommit commit, RevCommit onto, PersonIdent by) throws MergeRefused {
        ThreeWayMerger merger = MergeStrategy.RECURSIVE.newMerger(repository, true);
        if (commit.getParentCount() == 1) {
            attempt(() -> {
                merger.setBase(commit.getParent(0));
                return merger;
            });
        }
        ObjectId tree = merged(merger, onto, commit);
        ObjectId picked = writer.tree(tree, List.of(onto), commit.getAuthorIdent(), by, commit.getFullMessage());
        return attempt(() -> repository.parseCommit(picked));
    }

    private static ObjectId merged(ThreeWayMerger merger, RevCommit ours, RevCommit theirs) throws MergeRefused {
        if (!attempt(() -> merger.merge(ours, theirs))) {
            throw new MergeRefused(Reason.CONFLICT);
        }
        return merger.getResultTreeId();
    }

    private void requireNothingNew(RevCommit source, RevCommit destination) throws MergeRefused {
        if (!history.isAncestor(destination, source)) {
            throw new MergeRefused(Reason.NOT_A_FAST_FORWARD);
        }
    }
}
