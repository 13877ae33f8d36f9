package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If what every account has is not found, the API URL is wrong rather than a name. */
class WrongApiUrlTest {

    @AutoClose
    private final WrittenAnswers answers = new WrittenAnswers();

    private BitbucketClient client(String answer) {
        return answers.client(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAddressWithoutOwnersOfTokensAdvisesToCheckTheApiUrl() {
        for (Function<BitbucketClient, CompletableFuture<?>> call :
                List.<Function<BitbucketClient, CompletableFuture<?>>>of(
                        BitbucketClient::currentUser, BitbucketClient::workspaces)) {
            assertThat(failureOf(call.apply(client("404\nContent-Type: text/html\n\n<html>"))))
                    .isInstanceOf(NotFound.class)
                    .hasMessageContaining(
                            "it was not found (404). Check the API URL: it is https://api.bitbucket.org/2.0")
                    .hasMessageNotContaining("spelling");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/user", "user/workspaces"})
    void aRepositoryNamedAsTheAddressOfTheOwnerMayBeMisspelled(String repository) {
        assertThat(failureOf(client("404\n\n")
                        .repository(RepositoryId.parse(repository))
                        .get()))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("Check the spelling");
    }
}
