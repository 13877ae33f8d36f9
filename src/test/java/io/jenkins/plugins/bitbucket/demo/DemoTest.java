package io.jenkins.plugins.bitbucket.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.testing.Canary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {

    private static final String TOKEN = Canary.START + "s3cret".repeat(29);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Map<String, String> environment, String... arguments) {
        return Demo.run(environment, new PrintStream(out), new PrintStream(err), arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsEveryOperationTwiceAndCreatesNothingTwice() {
        assertThat(run(Map.of())).isZero();

        assertThat(printed())
                .contains("✓ granted   required: identify the token's owner")
                .contains("✗ MISSING   optional: create and delete branches; commit files; push")
                .contains("Bitbucket rejected the token (401)")
                .contains("✗ MISSING   required: identify the token's owner")
                .containsSubsequence("  created at ", "  found at ", " is there")
                .containsSubsequence("  created #1 ", "  found #1 ", "  updated #1 ")
                .doesNotContain("ATATT3x");
        assertThat(complained()).isEmpty();
    }

    @Test
    void explainsItself() {
        assertThat(run(Map.of(), "--help")).isZero();

        assertThat(printed()).contains("--email", "--repository", "BITBUCKET_API_TOKEN", "Exit codes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense | Unknown option: '--nonsense'",
                "--email | Missing required parameter",
                "--email ci@acme.example | --email and --repository must be used together",
                "--repository acme/infra | --email and --repository must be used together",
                "--repositories 5 --jenkins | --repositories can't be combined with other options",
                "--once | --once requires --jenkins",
                "--jenkins --email ci@acme.example | omit --email",
                "--email jdoe --repository acme/infra | “jdoe” is a user name, not an email",
                "--email ci@acme.example --repository infra | A repository is given as “workspace/slug”",
                "--email ci@acme.example --repository https://github.com/acme/infra | not on Bitbucket Cloud",
                "--email ci@acme.example --repository acme/infra --branch a..b | is not a valid branch name"
            })
    void rejectsBadOptionsInOneLine(String arguments, String complaint) {
        assertThat(run(Map.of(Demo.TOKEN_VARIABLE, TOKEN), arguments.split(" ")))
                .isEqualTo(2);

        assertThat(complained())
                .contains(complaint)
                .contains("See bin/demo --help.")
                .doesNotContain(TOKEN);
        assertThat(complained().lines()).hasSize(1);
        assertThat(printed()).isEmpty();
    }

    @Test
    void stopsWithoutAToken() {
        assertThat(run(Map.of(), "--email", "ci@acme.example", "--repository", "acme/infra"))
                .isEqualTo(2);

        assertThat(complained()).contains("BITBUCKET_API_TOKEN contains no API token");
    }
}
