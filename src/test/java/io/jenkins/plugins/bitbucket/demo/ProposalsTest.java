package io.jenkins.plugins.bitbucket.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One change to many repositories: the demo's own checks, and its output. */
class ProposalsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String repositories) {
        return Demo.run(Map.of(), new PrintStream(out), new PrintStream(err), "--repositories", repositories);
    }

    @Test
    void areMadeOnceEachAlsoWhereARunWasKilled() {
        assertThat(run("30")).isZero();

        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(told.lines().map(String::strip))
                .anyMatch(line -> line.startsWith("First run: 30 proposed, 0 proposed before; "))
                // One request to list them, and one for each.
                .anyMatch(line ->
                        line.startsWith("Second run: 0 proposed, 30 proposed before; 31 requests, 1.03 a repository; "))
                .anyMatch(line -> line.matches("A run of 30 more was killed when 1\\d pull requests were open."))
                .anyMatch(line -> line.matches("Started again: [12]\\d proposed, 1\\d proposed before; .*"))
                .endsWith("Each change was made once.");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void needARepository() {
        assertThat(run("0")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--repositories takes 1 to 1000.");
    }
}
