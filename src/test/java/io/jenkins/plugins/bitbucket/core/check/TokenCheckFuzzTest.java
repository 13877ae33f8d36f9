package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.SafeText.assertHides;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;

/** Whatever a server answers, the test of a connection ends with a report or an error. */
class TokenCheckFuzzTest {

    @AutoClose
    private static final WrittenAnswers SERVER = new WrittenAnswers();

    @DictionaryEntries({
        "Content-Type: application/json",
        "X-OAuth-Scopes: read:user:bitbucket",
        "{\"values\":[{\"workspace\":{\"slug\":\"acme\"}}]}",
        "{\"error\":{\"detail\":{\"required\":[\"read:project:bitbucket\"]}}}"
    })
    @FuzzTest(maxExecutions = 10_000, maxDuration = "")
    void endsWithAReportOrAnError(byte[] answers) {
        BugDetectors.allowNetworkConnections(SERVER::isAt);
        try {
            TokenReport report = new TokenCheck().run(SERVER.client(answers)).join();
            assertThat(report.grants()).hasSize(Scope.values().length);
            assertThat(report.table().lines().flatMapToInt(String::chars).anyMatch(Character::isISOControl))
                    .isFalse();
            assertHides(report.summary(), WrittenAnswers.TOKEN);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(BitbucketException.class);
            assertSafe(e.getCause(), WrittenAnswers.TOKEN);
        }
    }
}
