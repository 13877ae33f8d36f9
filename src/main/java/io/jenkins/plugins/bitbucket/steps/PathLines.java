package io.jenkins.plugins.bitbucket.steps;

import hudson.Util;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A parameter that is a list of paths, one per line. */
final class PathLines {

    private PathLines() {}

    /** {@code text} without empty lines. */
    static String clean(String text) {
        return Util.fixNull(text).lines().filter(line -> !line.isBlank()).collect(Collectors.joining("\n"));
    }

    /** @throws IllegalArgumentException if one is not a valid path, with the reason */
    static List<SourcePath> paths(String lines) {
        return lines.lines().map(SourcePath::new).toList();
    }

    /**
     * The files; those that a line names are executable.
     *
     * @throws IllegalArgumentException if a line names none of them
     */
    static List<SourceFile> markExecutable(List<SourceFile> files, String lines) {
        Set<SourcePath> wanted = new TreeSet<>(paths(lines));
        List<SourceFile> marked = files.stream()
                .map(file -> wanted.remove(file.path()) ? file.asExecutable() : file)
                .toList();
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    Messages.CommitFilesStep_NotCommitted(wanted.iterator().next()));
        }
        return marked;
    }
}
