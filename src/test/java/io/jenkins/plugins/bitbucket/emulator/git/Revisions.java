package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/** The commits of names. */
public final class Revisions {

    private static final int SHORTEST_ABBREVIATION = 4;

    private final BareRepository git;

    Revisions(BareRepository git) {
        this.git = git;
    }

    /** For reading: a full or abbreviated hash, a branch, a tag or HEAD; nothing for a hash that is too short. */
    public Optional<RevCommit> readable(String revision) {
        Optional<ObjectId> named = revision.equals(Constants.HEAD)
                ? git.mainBranch().flatMap(git::tip)
                : git.tip(revision).or(() -> git.tags().target(revision));
        if (named.isPresent() && !ObjectId.isId(revision)) {
            return named.map(git::commit);
        }
        try {
            return abbreviated(revision);
        } catch (AmbiguousObjectException tooShort) {
            return Optional.empty();
        }
    }

    /** For the start of a branch: a full or abbreviated hash, or a branch. */
    public Optional<RevCommit> startPoint(String revision) throws AmbiguousObjectException {
        Optional<ObjectId> tip = ObjectId.isId(revision) ? Optional.empty() : git.tip(revision);
        return tip.isPresent() ? tip.map(git::commit) : abbreviated(revision);
    }

    private Optional<RevCommit> abbreviated(String sha) throws AmbiguousObjectException {
        if (sha.length() < SHORTEST_ABBREVIATION || !AbbreviatedObjectId.isId(sha)) {
            return Optional.empty();
        }
        List<ObjectId> commits = commits(AbbreviatedObjectId.fromString(sha));
        if (commits.size() > 1) {
            throw new AmbiguousObjectException(AbbreviatedObjectId.fromString(sha), commits);
        }
        return commits.stream().findFirst().map(git::commit);
    }

    private List<ObjectId> commits(AbbreviatedObjectId abbreviation) {
        return attempt(() -> {
            try (ObjectReader reader = git.jgit().newObjectReader()) {
                List<ObjectId> commits = new ArrayList<>();
                for (ObjectId id : reader.resolve(abbreviation)) {
                    if (reader.has(id) && reader.open(id).getType() == Constants.OBJ_COMMIT) {
                        commits.add(id);
                    }
                }
                return commits;
            }
        });
    }
}
