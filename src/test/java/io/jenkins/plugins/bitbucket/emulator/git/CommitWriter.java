package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** Writes commits into a bare repository, without moving a ref. */
public final class CommitWriter {

    private static final PersonIdent SOMEBODY = new PersonIdent("Emulated Person", "person@acme.example");

    private final Repository repository;

    CommitWriter(Repository repository) {
        this.repository = repository;
    }

    /**
     * The change of a file.
     *
     * @param blob its content; empty to delete it
     */
    public record Change(String path, FileMode mode, Optional<ObjectId> blob) {

        public static Change write(String path, FileMode mode, ObjectId blob) {
            return new Change(path, mode, Optional.of(blob));
        }

        public static Change delete(String path) {
            return new Change(path, FileMode.MISSING, Optional.empty());
        }

        private DirCacheEditor.PathEdit edit() {
            if (blob.isEmpty()) {
                return new DirCacheEditor.DeletePath(path);
            }
            return new DirCacheEditor.PathEdit(path) {
                @Override
                public void apply(DirCacheEntry entry) {
                    entry.setFileMode(mode);
                    entry.setObjectId(blob.get());
                }
            };
        }
    }

    public ObjectId blob(String text) {
        return blob(text.getBytes(StandardCharsets.UTF_8));
    }

    public ObjectId blob(byte[] content) {
        return attempt(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
                inserter.flush();
                return blob;
            }
        });
    }

    /** The same for a large file, which is not read into memory. */
    public ObjectId blob(Path file) {
        return attempt(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter();
                    var in = Files.newInputStream(file)) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, Files.size(file), in);
                inserter.flush();
                return blob;
            }
        });
    }

    /** A commit with the files of its parent, one of them replaced, by a given author. */
    public ObjectId file(Optional<RevCommit> parent, String path, ObjectId blob) {
        List<Change> change = List.of(Change.write(path, FileMode.REGULAR_FILE, blob));
        return changes(parent, change, SOMEBODY, "Write " + path + "\n");
    }

    /** A commit with the files of its parent and the given changes. */
    public ObjectId changes(Optional<RevCommit> parent, List<Change> changes, PersonIdent author, String message) {
        return attempt(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId tree = treeWith(inserter, parent, changes);
                PersonIdent now = new PersonIdent(author, Instant.now());
                return insert(inserter, tree, parent.stream().toList(), now, now, message);
            }
        });
    }

    /** A commit of an existing tree. */
    ObjectId tree(ObjectId tree, List<RevCommit> parents, PersonIdent author, PersonIdent committer, String message) {
        return attempt(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                return insert(inserter, tree, parents, author, committer, message);
            }
        });
    }

    private static ObjectId treeWith(ObjectInserter inserter, Optional<RevCommit> parent, List<Change> changes)
            throws IOException {
        DirCache files = DirCache.newInCore();
        if (parent.isPresent()) {
            DirCacheBuilder builder = files.builder();
            builder.addTree(new byte[0], 0, inserter.newReader(), parent.get().getTree());
            builder.finish();
        }
        DirCacheEditor editor = files.editor();
        changes.forEach(change -> editor.add(change.edit()));
        editor.finish();
        return files.writeTree(inserter);
    }

    private static ObjectId insert(
            ObjectInserter inserter,
            ObjectId tree,
            List<RevCommit> parents,
            PersonIdent author,
            PersonIdent committer,
            String message)
            throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(author);
        commit.setCommitter(committer);
        commit.setMessage(message);
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        return id;
    }
}
