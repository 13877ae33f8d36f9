package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/** The differences between two commits, with renames. */
public final class Diffs {

    private final Repository repository;

    Diffs(Repository repository) {
        this.repository = repository;
    }

    /** The number of changed lines of a file. */
    public record FileStat(DiffEntry entry, int added, int removed) {}

    /**
     * Two commits to compare.
     *
     * @param old empty to compare with nothing
     * @param paths the files and directories to compare; empty for all
     */
    public record Range(Optional<RevCommit> old, RevCommit now, List<String> paths) {}

    public List<FileStat> stat(Range range) {
        return attempt(() -> {
            try (DiffFormatter formatter = formatter(OutputStream.nullOutputStream(), range)) {
                List<FileStat> stats = new ArrayList<>();
                for (DiffEntry entry : scan(formatter, range)) {
                    int added = 0;
                    int removed = 0;
                    for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
                        added += edit.getLengthB();
                        removed += edit.getLengthA();
                    }
                    stats.add(new FileStat(entry, added, removed));
                }
                return stats;
            }
        });
    }

    /** In git's format. */
    public byte[] text(Range range, int contextLines) {
        return attempt(() -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (DiffFormatter formatter = formatter(out, range)) {
                formatter.setContext(contextLines);
                formatter.format(scan(formatter, range));
            }
            return out.toByteArray();
        });
    }

    private DiffFormatter formatter(OutputStream out, Range range) {
        DiffFormatter formatter = new DiffFormatter(out);
        formatter.setRepository(repository);
        formatter.setDetectRenames(true);
        if (!range.paths().isEmpty()) {
            formatter.setPathFilter(PathFilterGroup.createFromStrings(range.paths()));
        }
        return formatter;
    }

    private static List<DiffEntry> scan(DiffFormatter formatter, Range range) throws IOException {
        ObjectId old = range.old().map(RevCommit::getTree).orElse(null);
        return formatter.scan(old, range.now().getTree());
    }
}
