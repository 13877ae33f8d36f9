package io.jenkins.plugins.bitbucket.core.api;

import java.util.Objects;

/**
 * A file to write to a repository.
 *
 * @param path its path
 * @param content its content
 * @param executable whether it is executable
 */
public record SourceFile(SourcePath path, FileContent content, boolean executable) {

    public SourceFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(content, "content");
    }

    /** A text file that is not executable. */
    public static SourceFile of(String path, String text) {
        return new SourceFile(new SourcePath(path), FileContent.of(text), false);
    }

    public SourceFile asExecutable() {
        return new SourceFile(path, content, true);
    }
}
