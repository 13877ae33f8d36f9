package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** A separate JVM for a client of the embedded Bitbucket, so that it has its own threads and heap. */
final class ClientProcess implements AutoCloseable {

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    /** @param program a class with a {@code main} that answers each line with a number */
    ClientProcess(Class<?> program, Acme acme, String... options) throws IOException {
        this(Jdk.own(), program, acme, options);
    }

    ClientProcess(Jdk jdk, Class<?> program, Acme acme, String... options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(jdk.home().resolve("bin").resolve("java").toString());
        builder.command().addAll(List.of(options));
        builder.command()
                .addAll(List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        acme.bitbucket.apiUrl().toString()));
        builder.environment().put("TOKEN", acme.ci.tokenWithAllScopes());
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        commands = new PrintWriter(process.getOutputStream(), true);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    /** Sends a command, and returns the answered number. */
    double ask(Object... words) throws IOException {
        commands.println(
                String.join(" ", Arrays.stream(words).map(String::valueOf).toList()));
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The client's process has ended; what it says stands above.");
        }
        return Double.parseDouble(line);
    }

    /** How a program handles the words of a command. */
    interface Commands {
        double obey(String[] words) throws Exception;
    }

    /** The other end: executes the commands until there are no more. */
    static void obey(Commands program) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(program.obey(line.split(" ")));
        }
    }

    /** For the other end: the kB of its heap after garbage collection. */
    static double heap() {
        Runtime runtime = Runtime.getRuntime();
        long before;
        long used = Long.MAX_VALUE;
        do {
            before = used;
            System.gc();
            used = runtime.totalMemory() - runtime.freeMemory();
        } while (used < before);
        return used / 1_000.0;
    }

    @Override
    public void close() {
        commands.close();
        process.onExit().join();
    }
}
