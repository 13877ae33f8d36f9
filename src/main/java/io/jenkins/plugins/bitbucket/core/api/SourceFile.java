package io.jenkins.plugins.bitbucket.core.api;

import java.util.Objects;

/**
 * A file to be written into a repository.
 *
 * @param path where it stands
 * @param content what is in it
 * @param executable whether it can be run
 */
public record SourceFile(SourcePath path, FileContent content, boolean executable) {

    public SourceFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(content, "content");
    }

    /** A text, which can't be run. */
    public static SourceFile of(String path, String text) {
        return new SourceFile(new SourcePath(path), FileContent.of(text), false);
    }

    public SourceFile asExecutable() {
        return new SourceFile(path, content, true);
    }
}
