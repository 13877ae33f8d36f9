package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says what is promised names a test for each promise, and no test that there is none of. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Properties))`");

    /** Both halves are built from this folder's parent or from its own. */
    private static final Path PROJECT = Path.of(Files.exists(Path.of("docs")) ? "" : "..");

    private static List<String> promises() throws IOException {
        return Files.readAllLines(PROJECT.resolve("docs/security.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (Promise|---) .*"))
                .toList();
    }

    @Test
    void namesOnlyTestsThatThereAre() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(PROJECT.resolve("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }

        List<String> named = promises().stream()
                .flatMap(promise -> TEST.matcher(promise).results().map(MatchResult::group))
                .map(test -> test.replace("`", ""))
                .toList();

        assertThat(named).isNotEmpty().isSubsetOf(tests);
    }

    @Test
    void namesATestForEachPromise() throws IOException {
        assertThat(promises())
                .isNotEmpty()
                .allMatch(
                        promise -> TEST.matcher(promise).find() || promise.contains("the last lines of `bin/verify`"));
    }
}
