package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The history of commits. */
public final class History {

    private final Repository repository;

    History(Repository repository) {
        this.repository = repository;
    }

    /**
     * The commits that are reachable from some commits but not from others, newest first.
     *
     * @param path a file or directory that they change; empty for all
     */
    public List<RevCommit> log(
            Collection<? extends ObjectId> include, Collection<? extends ObjectId> exclude, String path) {
        return attempt(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.sort(RevSort.TOPO);
                walk.sort(RevSort.COMMIT_TIME_DESC, true);
                for (ObjectId commit : include) {
                    walk.markStart(walk.parseCommit(commit));
                }
                for (ObjectId commit : exclude) {
                    walk.markUninteresting(walk.parseCommit(commit));
                }
                if (!path.isEmpty()) {
                    walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
                    walk.setRewriteParents(false);
                }
                List<RevCommit> commits = new ArrayList<>();
                for (RevCommit commit : walk) {
                    walk.parseBody(commit);
                    commits.add(commit);
                }
                return commits;
            }
        });
    }

    /** The commits of the source that are not in the destination, oldest first. */
    List<RevCommit> onlyIn(RevCommit source, RevCommit destination) {
        List<RevCommit> commits = new ArrayList<>(log(List.of(source), List.of(destination), ""));
        Collections.reverse(commits);
        return commits;
    }

    /** Whether the source has commits that are not in the destination. */
    public boolean hasChanges(ObjectId source, ObjectId destination) {
        return attempt(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.markStart(walk.parseCommit(source));
                walk.markUninteresting(walk.parseCommit(destination));
                return walk.next() != null;
            }
        });
    }

    boolean isAncestor(ObjectId older, ObjectId newer) {
        return attempt(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                return walk.isMergedInto(walk.parseCommit(older), walk.parseCommit(newer));
            }
        });
    }

    /** The best common ancestor of two commits, if any. */
    public Optional<RevCommit> mergeBase(ObjectId one, ObjectId other) {
        return attempt(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.setRevFilter(RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(one));
                walk.markStart(walk.parseCommit(other));
                RevCommit base = walk.next();
                if (base != null) {
                    walk.parseBody(base);
                }
                return Optional.ofNullable(base);
            }
        });
    }
}
