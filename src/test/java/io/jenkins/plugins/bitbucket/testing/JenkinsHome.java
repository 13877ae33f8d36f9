package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.util.FileUtils;

/**
 * A home directory for a Jenkins. However this program ends, the Jenkins is stopped first, and then the directory is
 * deleted.
 */
public final class JenkinsHome implements AutoCloseable {

    private final Path folder;
    private JenkinsProcess jenkins;

    private JenkinsHome(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    public static JenkinsHome create() throws IOException {
        return new JenkinsHome(Files.createTempDirectory("jenkins-home"));
    }

    public Path folder() {
        return folder;
    }

    public JenkinsHome with(JenkinsPlugins plugins) throws IOException {
        plugins.installIn(folder);
        return this;
    }

    /** Copies a file from beside the class {@code owner}; {@code path} is relative to the home. */
    public JenkinsHome with(String path, Class<?> owner, String resource) throws IOException {
        Path target = folder.resolve(path);
        Files.createDirectories(target.getParent());
        try (InputStream in = owner.getResourceAsStream(resource)) {
            Files.copy(in, target);
        }
        return this;
    }

    /**
     * Starts a Jenkins in it.
     *
     * @param environment variables for the configuration as code, including secrets
     * @param options JVM options
     */
    public synchronized JenkinsProcess start(Path war, Map<String, String> environment, List<String> options)
            throws IOException {
        jenkins = JenkinsProcess.start(war, folder, environment, options);
        return jenkins;
    }

    @Override
    public synchronized void close() {
        if (jenkins != null) {
            jenkins.close();
        }
        try {
            FileUtils.delete(
                    folder.toFile(),
                    FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.IGNORE_ERRORS | FileUtils.SKIP_MISSING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
