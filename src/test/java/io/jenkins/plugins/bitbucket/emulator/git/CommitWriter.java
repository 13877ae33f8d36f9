package io.jenkins.plugins.bitbucket.emulator.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Writes commits into a bare repository; no ref moves. */
public final class CommitWriter {

    private static final PersonIdent SOMEBODY = new PersonIdent("Emulated Person", "person@acme.example");

    private CommitWriter() {}

    /** A commit with the files of its parent, one of them written anew. */
    public static ObjectId file(Repository repository, Optional<RevCommit> parent, String path, String text)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
            inserter.flush();
            return file(repository, parent, path, blob);
        }
    }

    /** The same for a blob that the repository has. */
    public static ObjectId file(Repository repository, Optional<RevCommit> parent, String path, ObjectId blob)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = treeWith(inserter, parent, path, blob).writeTree(inserter);
            return insert(inserter, tree, parent.map(List::of).orElse(List.of()), "Write " + path);
        }
    }

    /** A merge that has the files of theirs. */
    static ObjectId merge(Repository repository, RevCommit ours, RevCommit theirs, String message) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            return insert(inserter, theirs.getTree(), List.of(ours, theirs), message);
        }
    }

    private static DirCache treeWith(ObjectInserter inserter, Optional<RevCommit> parent, String path, ObjectId blob)
            throws IOException {
        DirCache files = DirCache.newInCore();
        if (parent.isPresent()) {
            DirCacheBuilder builder = files.builder();
            builder.addTree(new byte[0], 0, inserter.newReader(), parent.get().getTree());
            builder.finish();
        }
        DirCacheEditor editor = files.editor();
        editor.add(new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(blob);
            }
        });
        editor.finish();
        return files;
    }

    private static ObjectId insert(ObjectInserter inserter, ObjectId tree, List<RevCommit> parents, String message)
            throws IOException {
        PersonIdent now = new PersonIdent(SOMEBODY, Instant.now());
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(now);
        commit.setCommitter(now);
        commit.setMessage(message + "\n");
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        return id;
    }
}
