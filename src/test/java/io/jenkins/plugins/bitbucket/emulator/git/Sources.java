package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files and directories of commits. */
public final class Sources {

    private final Repository repository;

    Sources(Repository repository) {
        this.repository = repository;
    }

    /**
     * A file, a directory or a submodule.
     *
     * @param path relative to the root, without a leading slash; empty for the root itself
     */
    public record Entry(String path, FileMode mode, ObjectId id) {

        public boolean isFolder() {
            return mode.equals(FileMode.TREE);
        }
    }

    public Optional<Entry> find(RevCommit commit, String path) {
        if (path.isEmpty()) {
            return Optional.of(new Entry("", FileMode.TREE, commit.getTree()));
        }
        return attempt(() -> {
            try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
                return Optional.ofNullable(walk).map(Sources::entry);
            }
        });
    }

    /** The entries of a directory, and of its subdirectories up to a depth; 1 is the directory itself. */
    public List<Entry> list(Entry folder, int depth) {
        List<Entry> all = new ArrayList<>(children(folder));
        List<Entry> level = List.copyOf(all);
        for (int i = 1; i < depth; i++) {
            level = level.stream()
                    .filter(Entry::isFolder)
                    .flatMap(child -> children(child).stream())
                    .toList();
            all.addAll(level);
        }
        return all;
    }

    private List<Entry> children(Entry folder) {
        return attempt(() -> {
            try (TreeWalk walk = new TreeWalk(repository)) {
                List<Entry> children = new ArrayList<>();
                walk.addTree(folder.id());
                while (walk.next()) {
                    String prefix = folder.path().isEmpty() ? "" : folder.path() + "/";
                    children.add(new Entry(prefix + walk.getPathString(), walk.getFileMode(), walk.getObjectId(0)));
                }
                return children;
            }
        });
    }

    private static Entry entry(TreeWalk walk) {
        return new Entry(walk.getPathString(), walk.getFileMode(), walk.getObjectId(0));
    }

    /** The bytes of a file, the hash of a submodule, or the target of a link. */
    public byte[] content(Entry file) {
        return attempt(() -> file.mode().equals(FileMode.GITLINK)
                ? file.id().name().getBytes()
                : repository.open(file.id()).getBytes());
    }

    public long size(Entry file) {
        return attempt(() -> {
            try (ObjectReader reader = repository.newObjectReader()) {
                return file.mode().equals(FileMode.GITLINK) ? 0 : reader.getObjectSize(file.id(), ObjectReader.OBJ_ANY);
            }
        });
    }

    public boolean isBinary(Entry file) {
        return attempt(() -> !file.mode().equals(FileMode.GITLINK) && startsBinary(file.id()));
    }

    private boolean startsBinary(ObjectId blob) throws IOException {
        try (var in = repository.open(blob).openStream()) {
            return RawText.isBinary(in);
        }
    }
}
