package io.jenkins.plugins.bitbucket.core.http;

import static io.jenkins.plugins.bitbucket.core.http.MockApi.answer;
import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.Protocol;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The headers of requests and responses. */
@Timeout(300)
class HeadersTest {

    @AutoClose
    private final MockApi api = new MockApi(Protocol.HTTP_1_1);

    private final BitbucketClient client = api.bitbucket().as(Acme.credential(Canary.START + "-headers"));

    private Headers sent() throws InterruptedException {
        return api.server.takeRequest().getHeaders();
    }

    @Test
    void ofAReadHaveNoContentType() throws Exception {
        api.server.enqueue(answer(200).build());

        client.repository(INFRA).get().join();

        assertThat(sent().names())
                .containsExactlyInAnyOrder(
                        "Accept", "Accept-Encoding", "Authorization", "Connection", "Host", "User-Agent");
    }

    @Test
    void ofACreationHaveTheContentTypeJson() throws Exception {
        api.server.enqueue(answer(201).build());

        client.repository(INFRA).createBranch(new BranchName("bump"), "main").join();

        Headers headers = sent();
        assertThat(headers.get("Content-Type")).isEqualTo("application/json");
        assertThat(headers.get("Content-Length")).matches("\\d+");
        assertThat(headers.get("Transfer-Encoding")).isNull();
    }

    @Test
    void containTheUserAgent() throws Exception {
        api.server.enqueue(answer(200).build());

        client.repository(INFRA).get().join();

        assertThat(sent().values("User-Agent")).containsExactly("bitbucket-api-token/1.2");
    }

    @Test
    void canListScopesOnSeveralLines() {
        api.server.enqueue(answer(200)
                .addHeader("X-OAuth-Scopes", "read:user:bitbucket, read:workspace:bitbucket")
                .addHeader("x-oauth-scopes", "")
                .addHeader("X-Oauth-Scopes", "read:repository:bitbucket")
                .build());

        client.repository(INFRA).get().join();

        assertThat(client.grantedScopes().orElseThrow())
                .containsExactly("read:repository:bitbucket", "read:user:bitbucket", "read:workspace:bitbucket");
    }

    @Test
    void canListNoScopes() {
        api.server.enqueue(answer(200).addHeader("X-OAuth-Scopes", "").build());

        client.repository(INFRA).get().join();

        assertThat(client.grantedScopes().orElseThrow()).isEmpty();
    }

    @Test
    void maySurviveAProxyThatUnpacksTheBody() {
        api.server.enqueue(answer(200).setHeader("Content-Encoding", "gzip").build());
        api.server.enqueue(answer(201).setHeader("Content-Encoding", "gzip").build());

        assertThat(failureOf(client.repository(INFRA).get())).isInstanceOf(UnexpectedResponse.class);
        assertThat(failureOf(client.repository(INFRA).createBranch(new BranchName("bump"), "main")))
                .isInstanceOf(UnreadableSuccess.class)
                .hasMessageContaining("its compression is broken. Check the API URL and the proxy.");
    }

    @Test
    void askToWaitAfterTheResponse() {
        api.server.enqueue(answer(503).setHeader("Retry-After", "7").build());

        assertThat(failureOf(client.repository(INFRA).get()))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
    }
}
