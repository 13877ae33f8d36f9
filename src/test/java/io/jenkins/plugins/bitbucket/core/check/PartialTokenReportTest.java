package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** If Bitbucket does not answer everything, the report contains the rest, and the reasons for what is missing. */
class PartialTokenReportTest {

    @AutoClose
    private final Acme acme = new Acme();

    private static TokenReport test(BitbucketClient client) {
        return new TokenCheck().run(client).join();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | text/html | it was not found (404)",
                "410 | application/json | has removed this function (410): it says “CHANGE-2770”",
                "403 | application/json | Bitbucket says “CHANGE-2770” (403)",
                "500 | text/plain | Bitbucket failed (500)",
                "200 | text/html | the response is not a valid answer from Bitbucket's API",
                "200 | application/json | it has no values"
            })
    void reportsTheRestIfTheWorkspacesCannotBeListed(int status, String contentType, String problem) {
        acme.bitbucket.misbehave(request -> request.path().equals("/2.0/user/workspaces")
                ? Fault.answer(status, contentType, "{\"error\":{\"message\":\"CHANGE-2770\"}}")
                : Fault.none());

        TokenReport report = test(acme.client());

        assertThat(report.user())
                .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("Acme CI"));
        assertThat(report.scopes(Grant.GRANTED)).containsExactly(Scope.values());
        assertThat(report.summary())
                .startsWith("The token has every scope that is needed. Can't list the workspaces with the credential"
                        + " “bitbucket-prod”: ")
                .contains(problem);
        assertThat(report.table()).contains("Workspaces                   could not be determined, see below");
    }

    @Test
    void doesNotReportATokenWithAKnownOwnerAsRejected() {
        acme.bitbucket.misbehave(request -> request.path().equals("/2.0/user/workspaces")
                ? Fault.answer(401, "text/plain", "Token is invalid")
                : Fault.none());

        TokenReport report = test(acme.client());

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.summary())
                .isEqualTo("The token has every scope that is needed. Bitbucket does not list the workspaces for "
                        + "this token (401), although it accepts it otherwise.");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 500, 555})
    void reportsTheRestIfTheOwnerCannotBeFound(int status) {
        acme.bitbucket.misbehave(request -> request.path().equals("/2.0/user")
                ? Fault.answer(status, "application/json", "{\"error\":{\"message\":\"Not today.\"}}")
                : Fault.none());

        TokenReport report = test(acme.client());

        assertThat(report.workspaces()).extracting(w -> w.slug()).containsExactly("acme");
        assertThat(report.scopes(Grant.GRANTED)).containsExactly(Scope.values());
        assertThat(report.summary())
                .startsWith("The token has every scope that is needed. Can't identify the token's owner with")
                .contains("Not today", "(" + status + ")");
        assertThat(report.table()).contains("User                         could not be determined, see below");
    }

    @Test
    void failsWithTheFirstReasonIfNothingIsKnown() {
        acme.bitbucket.misbehave(request ->
                Fault.answer(403, "application/json", "{\"error\":{\"message\":\"Not " + request.path() + "\"}}"));

        assertThat(failureOf(new TokenCheck().run(acme.client())))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Bitbucket says “Not /2.0/user” (403)");
    }

    @Test
    void reportsATokenThatOnlyTheSecondResponseRejects() {
        acme.bitbucket.misbehaveOnce(Fault.status(500), Fault.answer(401, "text/plain", "Token is invalid"));

        assertThat(test(acme.client()).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "\"\"", "{\"type\":\"user\",\"display_name\":\"Acme CI\"}"})
    void rejectsAResponseWithoutAnAccount(String json) {
        acme.bitbucket.misbehave(request ->
                request.path().equals("/2.0/user") ? Fault.answer(200, "application/json", json) : Fault.none());

        assertThat(failureOf(new TokenCheck().run(acme.client())))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("the response is not a valid answer from Bitbucket's API: it has no uuid")
                .hasMessageContaining("Check the API URL");
    }
}
