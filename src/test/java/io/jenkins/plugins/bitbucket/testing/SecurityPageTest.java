package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The security page names an existing test for each promise. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Properties))`");

    private static List<String> promises() {
        return ProjectFiles.text("docs/security.md")
                .lines()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (Promise|---) .*"))
                .toList();
    }

    @Test
    void namesOnlyExistingTests() {
        Set<String> tests = ProjectFiles.below("src/test/java", ".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        List<String> named = promises().stream()
                .flatMap(promise -> TEST.matcher(promise).results().map(MatchResult::group))
                .map(test -> test.replace("`", ""))
                .toList();

        assertThat(named).isNotEmpty().isSubsetOf(tests);
    }

    @Test
    void namesATestForEachPromise() {
        assertThat(promises())
                .isNotEmpty()
                .allMatch(
                        promise -> TEST.matcher(promise).find() || promise.contains("the last lines of `bin/verify`"));
    }
}
