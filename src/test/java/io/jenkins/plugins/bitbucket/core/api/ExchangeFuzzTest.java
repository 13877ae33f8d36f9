package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;

/** Whatever a server answers, the call ends, and no request is sent elsewhere. */
class ExchangeFuzzTest {

    @AutoClose
    private static final WrittenAnswers SERVER = new WrittenAnswers();

    @DictionaryEntries({
        "Location: /2.0/user",
        "Content-Type: application/json",
        "{\"values\":[],\"next\":\"",
        "//evil.example/"
    })
    @FuzzTest(maxExecutions = 15_000, maxDuration = "")
    void endsWithRecordsOrAnError(byte[] answers) {
        BugDetectors.allowNetworkConnections(SERVER::isAt);
        BitbucketClient client = SERVER.client(answers);
        try {
            assertThat(Page.collect(client.repository(INFRA).branches(), 3).join())
                    .hasSizeLessThanOrEqualTo(3);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(BitbucketException.class);
            assertSafe(e.getCause(), WrittenAnswers.TOKEN);
        }
        assertThat(client.requestsSent()).isEqualTo(SERVER.requests()).isLessThanOrEqualTo(4_000);
    }
}
