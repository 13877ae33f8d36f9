package io.jenkins.plugins.bitbucket.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final String token = acme.ci.tokenWithAllScopes();

    @TempDir
    private Path folder;

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void findsAPlainToken() {
        assertThat(Canary.isIn("The token " + token + " was rejected.")).isTrue();
    }

    @Test
    void findsTheFirst20CharactersOfAToken() {
        assertThat(Canary.isIn("<td>" + token.substring(0, 20) + "…</td>")).isTrue();
        assertThat(Canary.isIn(token.substring(0, 19))).isFalse();
    }

    @Test
    void findsATokenThatIsUrlEncoded() {
        assertThat(Canary.isIn("?password=" + URLEncoder.encode(token + "=", UTF_8)))
                .isTrue();
    }

    /** Each begins at another position in a group of three bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "ci@acme.example:", "jd@acme.example:", "boss@acme.example:"})
    void findsATokenInBase64(String before) {
        assertThat(Canary.isIn("Basic " + base64(before + token))).isTrue();
        assertThat(Canary.isIn(URLEncoder.encode(base64(before + token), UTF_8)))
                .isTrue();
        assertThat(Canary.isIn(
                        Base64.getUrlEncoder().withoutPadding().encodeToString((before + token).getBytes(UTF_8))))
                .isTrue();
        assertThat(Canary.isIn(base64(before + token.substring(0, 20)))).isTrue();
        assertThat(Canary.isIn(base64(before + token.substring(1)))).isFalse();
    }

    @Test
    void findsATokenInAFailureAndItsCauses() {
        Throwable failure = new IllegalStateException("It failed.", new IOException("Refused: " + token));

        assertThatThrownBy(() -> Canary.assertNotIn(failure))
                .hasMessage("There is a token in IllegalStateException")
                .hasNoCause();
        Canary.assertNotIn(new IllegalStateException("It failed.", new IOException("Refused.")));
    }

    @Test
    void countsTheFilesOfAFolderAndNamesThoseWithATokenInThem() throws IOException {
        Path binary = Files.createDirectories(folder.resolve("builds/1")).resolve("program.dat");
        byte[] bytes = ("\0\1\u00ff" + token).getBytes(UTF_8);
        Files.write(binary, bytes);
        Files.writeString(folder.resolve("console.log"), "The token was rejected.");

        Canary.Scan scan = Canary.scan(folder);

        assertThat(scan.hits()).containsExactly(binary);
        assertThat(scan).hasToString("2 files scanned, 1 hits");
        assertThatThrownBy(() -> Canary.assertNotIn(folder))
                .hasMessageContaining("program.dat")
                .hasMessageNotContaining(Canary.START);
    }

    @Test
    void ignoresTheTestsThemselves() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("test-classes")).resolve("Test.class"), Canary.START);

        assertThat(Canary.scan(folder)).hasToString("0 files scanned, 0 hits");
    }
}
