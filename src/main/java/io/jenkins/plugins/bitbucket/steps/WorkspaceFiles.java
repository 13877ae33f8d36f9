package io.jenkins.plugins.bitbucket.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.remoting.Channel;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.bitbucket.core.api.FileContent;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.MasterToSlaveFileCallable;
import org.apache.tools.ant.types.FileSet;

/**
 * Workspace files, copied to the controller as a stash is, so that they can be sent more than once, and without the
 * agent. They are stored there in one file, whatever their names.
 */
final class WorkspaceFiles implements Serializable {

    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(WorkspaceFiles.class.getName());

    // The input of a commit, not its result.
    private static final int MAX_FILES = 10_000;
    private static final long MAX_BYTES = 500_000_000;

    private final String copy;
    private final ArrayList<Entry> entries;

    private WorkspaceFiles(Path copy, ArrayList<Entry> entries) {
        this.copy = copy.toString();
        this.entries = entries;
    }

    private record Entry(String path, long offset, long length, boolean executable) implements Serializable {}

    /** @param found the number of matching files; more than were copied if they are too many or too large */
    private record Copied(ArrayList<Entry> entries, int found) implements Serializable {}

    /**
     * Copies the files.
     *
     * @param pattern one or more Ant patterns, separated by commas
     * @param copy the destination
     * @throws AbortException if there are none, or too many
     */
    static WorkspaceFiles copy(FilePath workspace, String pattern, Path copy) throws IOException, InterruptedException {
        Copied copied;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy))) {
            copied = workspace.act(new Copying(pattern, new RemoteOutputStream(out)));
            if (workspace.getChannel() instanceof Channel channel) {
                // Data from the agent may still be on its way.
                channel.syncLocalIO();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Can't copy " + pattern);
            throw new AbortException(Messages.WorkspaceFiles_NotCopied(pattern, workspace.getRemote(), e.getMessage()));
        }
        if (copied.found() == 0) {
            throw new AbortException(Messages.WorkspaceFiles_None(pattern, workspace.getRemote()));
        }
        if (copied.found() > MAX_FILES) {
            throw new AbortException(Messages.WorkspaceFiles_TooMany(pattern, copied.found(), MAX_FILES));
        }
        if (copied.found() > copied.entries().size()) {
            throw new AbortException(Messages.WorkspaceFiles_TooLarge(pattern, MAX_BYTES / 1_000_000));
        }
        return new WorkspaceFiles(copy, copied.entries());
    }

    List<SourceFile> files() {
        return entries.stream()
                .map(entry -> new SourceFile(
                        new SourcePath(entry.path()),
                        FileContent.part(Path.of(copy), entry.offset(), entry.length()),
                        entry.executable()))
                .toList();
    }

    /** Runs on the agent. */
    private static final class Copying extends MasterToSlaveFileCallable<Copied> {

        private static final long serialVersionUID = 1;

        private final String pattern;
        private final RemoteOutputStream copy;

        Copying(String pattern, RemoteOutputStream copy) {
            this.pattern = pattern;
            this.copy = copy;
        }

        @Override
        public Copied invoke(File workspace, VirtualChannel channel) throws IOException {
            if (!workspace.isDirectory()) {
                return new Copied(new ArrayList<>(), 0);
            }
            FileSet files = Util.createFileSet(workspace, pattern, "**/.git,**/.git/**");
            // The default excludes would omit files such as .gitignore.
            files.setDefaultexcludes(false);
            String[] paths = files.getDirectoryScanner().getIncludedFiles();
            Arrays.sort(paths);
            ArrayList<Entry> entries = new ArrayList<>();
            if (paths.length > MAX_FILES) {
                return new Copied(entries, paths.length);
            }
            long offset = 0;
            try (OutputStream out = new BufferedOutputStream(copy)) {
                for (String path : paths) {
                    Path file = workspace.toPath().resolve(path);
                    if (offset + Files.size(file) > MAX_BYTES) {
                        break;
                    }
                    long length = Files.copy(file, out);
                    entries.add(new Entry(path.replace(File.separatorChar, '/'), offset, length, isExecutable(file)));
                    offset += length;
                }
            }
            return new Copied(entries, paths.length);
        }

        private static boolean isExecutable(Path file) throws IOException {
            try {
                return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
            } catch (UnsupportedOperationException e) {
                // On Windows, all files are executable.
                return false;
            }
        }
    }
}
