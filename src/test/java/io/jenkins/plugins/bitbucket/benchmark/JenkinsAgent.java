package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.testing.JenkinsProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An inbound agent in a separate process on the same machine, which never outlives this program. */
final class JenkinsAgent implements AutoCloseable {

    private static final Duration MAX_START_TIME = Duration.ofMinutes(1);
    private static final Pattern SECRET = Pattern.compile("<argument>(\\p{XDigit}{64})</argument>");

    private final Process process;

    private JenkinsAgent(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts the agent with this {@code name} in {@code jenkins}, and waits until it is connected. */
    static JenkinsAgent connect(JenkinsProcess jenkins, String name, Path folder) throws Exception {
        Path jar = folder.resolve("agent.jar");
        try (InputStream in =
                jenkins.url().resolve("jnlpJars/agent.jar").toURL().openStream()) {
            Files.copy(in, jar);
        }
        ProcessBuilder builder = new ProcessBuilder(
                        JenkinsProcess.java(),
                        "-jar",
                        jar.toString(),
                        "-url",
                        jenkins.url().toString(),
                        "-name",
                        name,
                        "-secret",
                        "@" + secret(jenkins, name, folder),
                        "-webSocket",
                        "-noReconnect",
                        "-workDir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile());
        JenkinsAgent agent = new JenkinsAgent(builder.start());
        jenkins.await(
                "The agent did not connect",
                MAX_START_TIME,
                100,
                () -> !jenkins.json("computer/" + name + "/api/json?tree=offline")
                        .path("offline")
                        .asBoolean(true));
        return agent;
    }

    /** In a file that only its owner can read, because everybody can read a command line. */
    private static Path secret(JenkinsProcess jenkins, String name, Path folder)
            throws IOException, InterruptedException {
        Matcher secret = SECRET.matcher(jenkins.text("computer/" + name + "/jenkins-agent.jnlp"));
        if (!secret.find()) {
            throw new IllegalStateException("Jenkins tells no secret for the agent.");
        }
        Path file = Files.createFile(
                folder.resolve("agent.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, secret.group(1));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
