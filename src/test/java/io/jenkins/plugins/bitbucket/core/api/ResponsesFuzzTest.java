package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import io.jenkins.plugins.bitbucket.core.http.Response;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import io.jenkins.plugins.bitbucket.core.http.RetryAfter;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.FuzzText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.Headers;

/** Any response becomes records, or a readable error. */
class ResponsesFuzzTest {

    private static final String TOKEN = "ATATT3xFfGF0-a-token-of-some-length=5C3A0F21";
    private static final RestErrorDecoder ATTEMPT = new RestErrorDecoder("do it", Acme.credential(TOKEN));
    private static final List<Function<JsonNode, Object>> RECORDS = List.of(
            Branch::from,
            Commit::from,
            Project::from,
            PullRequest::from,
            Repository::from,
            Tag::from,
            User::from,
            Workspace::from,
            json -> Json.list(json, "values", PullRequest::from));

    @DictionaryEntries({
        "\"values\":[",
        "\"links\":{\"html\":{\"href\":\"",
        "\"mainbranch\":{\"name\":",
        "\"target\":{\"hash\":",
        "\"source\":{\"branch\":{\"name\":",
        "\"destination\":{\"repository\":{\"full_name\":",
        "\"reviewers\":[{\"uuid\":"
    })
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void becomesRecords(byte[] body) {
        JsonNode json = answer(200, "application/json", body).asJson();
        for (Function<JsonNode, Object> read : RECORDS) {
            try {
                assertThat(read.apply(json)).isNotNull();
            } catch (Json.UnexpectedShape e) {
                assertSafe(ATTEMPT.unexpectedResponse(e.getMessage()), TOKEN);
            }
        }
    }

    @DictionaryEntries({
        "{\"type\":\"error\",\"error\":{\"message\":\"",
        "\"detail\":{\"required\":[\"",
        "\"granted\":[\"",
        "\"fields\":{\"",
        "\"data\":{\"key\":\"",
        "There are no changes to be pulled",
        TOKEN,
        "\\u001b[31m"
    })
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void becomesAnError(byte[] body) {
        for (int status : new int[] {400, 403, 404, 409, 500}) {
            assertSafe(ATTEMPT.failure(answer(status, "application/json", body)), TOKEN);
        }
    }

    @DictionaryEntries({"Sun, 06 Nov 1994 08:49:37 GMT", "3600", "-1", "+0100"})
    @FuzzTest(maxExecutions = 200_000, maxDuration = "")
    void asksToWaitAnHourAtTheMost(byte[] input) {
        RetryAfter.parse(FuzzText.of(input), Instant.parse("2026-11-23T10:00:00Z"))
                .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofHours(1)));
    }

    @DictionaryEntries({"read:user:bitbucket", ", ", "application/json; charset=utf-8", TOKEN})
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void mayHaveAnyHeaders(byte[] input) {
        String value = FuzzText.of(input);
        Headers.Builder headers = new Headers.Builder();
        for (String name : List.of("Content-Type", "X-B3-TraceId", "X-OAuth-Scopes", "X-Accepted-OAuth-Scopes")) {
            headers.addUnsafeNonAscii(name, value.replaceAll("\\p{Cc}", ""));
        }
        for (int status : new int[] {304, 401, 403, 407, 410, 429, 503, 555, 999}) {
            Response answer = answer(status, headers.build(), new byte[0]);
            assertSafe(ATTEMPT.failure(answer), TOKEN);
            assertThat(answer.asJson().isMissingNode()).isTrue();
            assertThat(answer.grantedScopes().orElseThrow())
                    .allSatisfy(s -> assertThat(s).matches("[^\\s,]+"));
        }
    }

    private static Response answer(int status, String type, byte[] body) {
        return answer(status, Headers.of("Content-Type", type), body);
    }

    private static Response answer(int status, Headers headers, byte[] body) {
        return new Response(BitbucketCloud.API, status, headers, Optional.empty(), Optional.empty(), body);
    }
}
