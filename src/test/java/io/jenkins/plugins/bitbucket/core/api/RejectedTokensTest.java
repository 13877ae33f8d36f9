package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rejected token has advice only if Bitbucket's words say nothing else than that it is useless. */
class RejectedTokensTest {

    @AutoClose
    private final WrittenAnswers answers = new WrittenAnswers();

    private BitbucketException rejection(String words) {
        String answer = "401\nContent-Type: application/json\n\n{\"code\":401,\"message\":\"" + words + "\"}";
        return failureOf(answers.client(answer.getBytes(StandardCharsets.UTF_8))
                .repository(Acme.INFRA)
                .get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your API token is blocked by your organization's authentication policy",
                "Token is not allowed to access this workspace",
                "Token is not valid for this workspace",
                "Authentication policy forbids API tokens",
                "Unauthorized; scope does not match"
            })
    void wordsThatOnlyBeginLikeTheUsualOnesAreRepeatedWithoutAdvice(String words) {
        assertThat(rejection(words))
                .isInstanceOfSatisfying(
                        TokenRejected.class,
                        rejected -> assertThat(rejected.needsNewToken()).isFalse())
                .hasMessageEndingWith("Bitbucket rejected the token (401) and says “" + words + "”.");
    }

    @ParameterizedTest
    @CsvSource({
        "App passwords are no longer supported, true",
        "This API is not accessible by this authentication mechanism, true",
        "Your organization requires single sign-on, false",
        "Enable two-step verification, false",
        "Your IP is not allowed, false"
    })
    void aNewTokenHelpsAgainstTheWrongKindAndNotAgainstAPolicy(String words, boolean helps) {
        assertThat(rejection(words))
                .isInstanceOfSatisfying(
                        TokenRejected.class,
                        rejected -> assertThat(rejected.needsNewToken()).isEqualTo(helps));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Token is invalid or expired",
                "The provided API token has been revoked.",
                "Your credentials are no longer valid",
                "Invalid username or password",
                "Authentication credentials were not provided.",
                "Authentication required",
                "Requires authentication",
                "Unauthorised!"
            })
    void theUsualWordsAboutATokenAreExplained(String words) {
        assertThat(rejection(words))
                .isInstanceOfSatisfying(
                        TokenRejected.class,
                        rejected -> assertThat(rejected.needsNewToken()).isTrue())
                .hasMessageContaining("Bitbucket rejected the token (401). It is wrong, expired or revoked");
    }
}
