package io.jenkins.plugins.bitbucket.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.testing.Figures;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the product makes of each answer in the folder {@code recorded-answers}, whose shapes were observed in the real
 * Bitbucket Cloud. Each file states the call, the resulting record or error, and the answer itself.
 */
class RecordedAnswersTest {

    private static final int MAX_MESSAGE = 1_200;
    private static final AtomicInteger READ = new AtomicInteger();
    private static final AtomicInteger WRONG = new AtomicInteger();

    @AutoClose
    private final WrittenAnswers server = new WrittenAnswers();

    static Stream<Path> answers() throws IOException, URISyntaxException {
        Path folder = Path.of(
                RecordedAnswersTest.class.getResource("recorded-answers").toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isReadAsItsFileStates(Path file) throws IOException {
        RecordedAnswer recorded = RecordedAnswer.read(file);
        boolean right = false;
        try {
            assertThat(outcome(recorded)).as(file.toString()).isEqualTo(recorded.means());
            right = true;
        } finally {
            READ.incrementAndGet();
            WRONG.addAndGet(right ? 0 : 1);
        }
    }

    private String outcome(RecordedAnswer recorded) {
        try {
            return recorded.call().of(server.client(recorded.answer())).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BitbucketException failure) {
                assertFitToShow(failure.getMessage());
                // The rest is the action and the credential.
                return failure.getClass().getSimpleName() + ": "
                        + failure.getMessage().replaceFirst("^Can't .+ with the credential “written”: ", "");
            }
            throw e;
        }
    }

    private static void assertFitToShow(String message) {
        assertThat(message)
                .startsWith("Can't ")
                .endsWith(".")
                .hasLineCount(1)
                .hasSizeLessThan(MAX_MESSAGE)
                .doesNotContain(WrittenAnswers.TOKEN)
                .doesNotContainPattern("<[a-zA-Z!/]|\\p{Cntrl}");
        assertThat(message.replace(ApiToken.PAGE, "")).doesNotContain("null");
    }

    @AfterAll
    static void writeFigures() {
        Figures.write("Field cases", READ + " answers read, " + WRONG + " wrong");
    }
}
