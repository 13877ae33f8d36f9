package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The figures of tests, which {@code bin/verify} shows at its end. */
public final class Figures {

    private static final Path FOLDER = Path.of("target", "figures");

    private Figures() {}

    /**
     * Writes one line.
     *
     * @param subject what was measured; a later line with the same subject replaces it
     */
    public static void write(String subject, String figures) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(subject.replace(' ', '-') + ".txt"), subject + ": " + figures + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
