package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/** Tags with and without a message. */
public final class Tags {

    private final Repository repository;

    Tags(Repository repository) {
        this.repository = repository;
    }

    /** The commit of a tag. */
    public Optional<ObjectId> target(String name) {
        return attempt(() -> {
            Ref ref = repository.exactRef(Constants.R_TAGS + name);
            if (ref == null) {
                return Optional.empty();
            }
            ObjectId peeled = repository.getRefDatabase().peel(ref).getPeeledObjectId();
            return Optional.of(peeled == null ? ref.getObjectId() : peeled);
        });
    }

    /** Who created the tag, and its message; nothing for a lightweight tag. */
    public Optional<RevTag> annotation(String name) {
        return attempt(() -> {
            Ref ref = repository.exactRef(Constants.R_TAGS + name);
            try (RevWalk walk = new RevWalk(repository)) {
                RevObject object = walk.parseAny(ref.getObjectId());
                return object instanceof RevTag tag ? Optional.of(tag) : Optional.empty();
            }
        });
    }

    /** The object with a tag's message, which no ref points to yet. */
    public ObjectId annotate(String name, ObjectId commit, PersonIdent tagger, String message) {
        return attempt(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                TagBuilder tag = new TagBuilder();
                tag.setTag(name);
                tag.setObjectId(commit, Constants.OBJ_COMMIT);
                tag.setTagger(tagger);
                tag.setMessage(message + "\n");
                ObjectId id = inserter.insert(tag);
                inserter.flush();
                return id;
            }
        });
    }
}
