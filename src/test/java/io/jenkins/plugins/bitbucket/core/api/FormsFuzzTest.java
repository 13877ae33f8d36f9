package io.jenkins.plugins.bitbucket.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.testing.FuzzText;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Repository;

/** Any input is either accepted in a safe form, or rejected with a reason. */
class FormsFuzzTest {

    @DictionaryEntries({"https://bitbucket.org/", "git@bitbucket.org:", "ssh://git@", ".git", "acme/infra"})
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void repository(byte[] input) {
        String text = FuzzText.of(input);
        taken(() -> RepositoryId.parse(text)).ifPresent(id -> {
            assertThat(RepositoryId.parse(id.toString())).isEqualTo(id);
            assertThat(RepositoryId.parse("https://bitbucket.org/" + id + ".git"))
                    .isEqualTo(id);
            assertThat(id.toString())
                    .matches("[A-Za-z0-9._{}-]+/[A-Za-z0-9._{}-]+")
                    .doesNotContain("/../", "/./");
        });
    }

    @DictionaryEntries({".lock", "\\ud800", "refs/heads/", "HEAD", "@{", "..", "//"})
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void branch(byte[] input) {
        String text = FuzzText.of(input);
        // JGit checks “.lock” only at the end, git at the end of each part.
        boolean gitTakesIt = Repository.isValidRefName("refs/heads/" + text) && !text.contains(".lock/");
        boolean oursToRefuse = text.isBlank()
                || text.startsWith("refs/")
                || text.startsWith("-")
                || text.equals("@")
                || text.equals("HEAD")
                || text.length() > 255
                || !Text.isUnicode(text);

        assertThat(taken(() -> new BranchName(text)).isPresent()).isEqualTo(gitTakesIt && !oursToRefuse);
    }

    @DictionaryEntries({"ci@acme.example", "@", ".", "\u200b", "\\ud800"})
    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void email(byte[] input) {
        String text = FuzzText.of(input);
        taken(() -> new Email(text)).ifPresent(email -> {
            String header = new ApiToken("t0ken").authorization(email);
            assertThat(header).matches("Basic [A-Za-z0-9+/]+=*");
            assertThat(new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8))
                    .isEqualTo(withoutEnds(text) + ":t0ken")
                    .matches("[^\\p{C}\\p{Z}:]+:t0ken");
        });
    }

    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void title(byte[] input) {
        String text = FuzzText.of(input);
        taken(() -> PullRequestChange.checkTitle(text))
                .ifPresent(title -> assertThat(title.lines()).hasSize(1));
    }

    @DictionaryEntries({"5b10a2844c20165700ede21f", "{0a1b2c3d-0000-4000-8000-0123456789ab}", "712020:"})
    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void account(byte[] input) {
        String text = FuzzText.of(input);
        taken(() -> new UserId(text)).ifPresent(id -> assertThat(id.value()).matches("[A-Za-z0-9:{}-]+"));
    }

    @DictionaryEntries({"https://api.bitbucket.org/2.0", "http://127.0.0.1:", "http://[::1]", "@", "#", "?"})
    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void apiUrl(byte[] input) {
        String text = FuzzText.of(input);
        taken(() -> BitbucketCloud.checkApiUrl(URI.create(text))).ifPresent(url -> {
            assertThat(BitbucketCloud.checkApiUrl(url)).isEqualTo(url);
            assertThat(url).hasNoUserInfo().hasNoQuery().hasNoFragment();
            assertThat(url.toString()).doesNotEndWith("/");
            if (!url.getScheme().equalsIgnoreCase("https")) {
                assertThat(url.getHost()).matches("localhost|127[.0-9]+|\\[::1]");
            }
        });
    }

    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void anyTextInAMessageAndInAUrl(byte[] input) {
        String text = FuzzText.of(input);
        String line = Text.printable(text);
        String encoded = BitbucketClient.encode(text);

        assertThat(line.length()).isLessThanOrEqualTo(501);
        assertThat(line.chars().anyMatch(Character::isISOControl)).isFalse();
        assertThat(encoded).matches("[A-Za-z0-9._*%-]*");
        if (Text.isUnicode(text)) {
            assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text);
        }
        assertThat(Filter.is("name", text).expression()).matches("(?s)name=\"([^\"\\\\]|\\\\[\"\\\\])*+\"");
    }

    /** {@code text} without white space and format characters at its ends. */
    private static String withoutEnds(String text) {
        int[] points = text.codePoints().toArray();
        int start = 0;
        int end = points.length;
        while (start < end && isBlank(points[start])) {
            start++;
        }
        while (end > start && isBlank(points[end - 1])) {
            end--;
        }
        return new String(points, start, end - start);
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point)
                || Character.isSpaceChar(point)
                || Character.getType(point) == Character.FORMAT;
    }

    private static <T> Optional<T> taken(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }
}
