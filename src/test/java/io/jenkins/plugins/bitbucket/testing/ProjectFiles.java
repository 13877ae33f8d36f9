package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project, for tests of the project itself. */
final class ProjectFiles {

    // Both halves are built from this directory's parent or from their own directory.
    private static final Path ROOT = Path.of(Files.exists(Path.of("docs")) ? "" : "..");

    private ProjectFiles() {}

    /** @param path relative to the project's folder, with slashes */
    static Path path(String path) {
        return ROOT.resolve(path);
    }

    static String text(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder and its subfolders, sorted by name. */
    static List<Path> below(String folder, String ending) {
        try (Stream<Path> files = Files.walk(path(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
