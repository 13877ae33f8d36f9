package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The troubleshooting page quotes only actual messages. */
class TroubleshootingPageTest {

    private static final Pattern QUOTE = Pattern.compile("\\*([^*]+)\\*");
    /** Placeholders, such as for a name or a status. */
    private static final String FILLED_IN = "…|[“”]|\\(\\d{3}\\)";

    private static final Pattern NEXT_LITERAL = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void quotesActualMessages() {
        List<String> messages = Stream.of(
                        ProjectFiles.below("src/main/resources", ".properties").stream()
                                .flatMap(TroubleshootingPageTest::sentences),
                        ProjectFiles.below("src/main/java", ".java").stream().map(TroubleshootingPageTest::literals),
                        // Bitbucket's own words
                        ProjectFiles.below("src/test/java", "emulator/http/BitbucketError.java").stream()
                                .map(TroubleshootingPageTest::literals),
                        ProjectFiles.below("src/test/java", "emulator/state/PullRequests.java").stream()
                                .map(TroubleshootingPageTest::literals))
                .flatMap(said -> said)
                .toList();

        List<String> quotes = ProjectFiles.text("docs/troubleshooting.md")
                .lines()
                .filter(line -> line.startsWith("| *"))
                .map(line -> line.substring(0, line.indexOf(" | ")))
                .flatMap(cell -> QUOTE.matcher(cell).results())
                .map(quote -> quote.group(1))
                .toList();

        assertThat(quotes)
                .isNotEmpty()
                .allSatisfy(quote -> assertThat(messages)
                        .anyMatch(said -> Stream.of(quote.split(FILLED_IN))
                                .map(String::strip)
                                .allMatch(said::contains)));
    }

    private static Stream<String> sentences(Path file) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.values().stream().map(value -> value.toString().replace("''", "'"));
    }

    private static String literals(Path file) {
        try {
            return NEXT_LITERAL.matcher(Files.readString(file)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
