package io.jenkins.plugins.bitbucket.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SentencesTest {

    private static final Path SOURCES = Path.of(Files.exists(Path.of("docs")) ? "" : "..", "src", "main", "java");
    private static final Pattern KEY = Pattern.compile("\"([A-Z][A-Za-z]*(?:\\.[A-Z][A-Za-z]*)*)\"");

    private final ResourceBundle bundle = ResourceBundle.getBundle(Sentences.class.getName());

    @Test
    void everySentenceIsUsedAndEveryKeyHasOne() throws IOException {
        Set<String> said = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(SentencesTest::read)
                    .filter(source -> source.contains("Sentences.of("))
                    .forEach(source -> said.addAll(KEY.matcher(source)
                            .results()
                            .map((MatchResult key) -> key.group(1))
                            .filter(key -> bundle.containsKey(key) || key.contains("."))
                            .collect(Collectors.toSet())));
        }

        assertThat(said).isEqualTo(new TreeSet<>(bundle.keySet()));
    }

    @Test
    void everyApostropheIsEscapedForMessageFormat() {
        for (String key : bundle.keySet()) {
            assertThat(new MessageFormat(bundle.getString(key))
                            .toPattern()
                            .replace("''", "")
                            .replace("'{'", ""))
                    .as(key)
                    .doesNotContain("'");
        }
    }

    @Test
    void valuesAreInsertedUnchanged() {
        assertThat(Sentences.of("Error", "read {0}'s page", "it's", 1234567))
                .isEqualTo("Can't read {0}'s page with the credential “it's”: 1234567");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
