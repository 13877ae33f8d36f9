package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NothingToMerge;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal is reported in Bitbucket's own words, with advice only if it is known what helps. */
class RefusalsTest {

    private static final String API_TOKENS = "https://id.atlassian.com/manage-profile/security/api-tokens";
    private static final String PERMISSION = "Give the account of the credential the permission";

    @AutoClose
    private final WrittenAnswers answers = new WrittenAnswers();

    /** How reading a repository fails. */
    private BitbucketException refusal(String answer) {
        return failureOf(answers.client(answer.getBytes(StandardCharsets.UTF_8))
                .repository(INFRA)
                .get());
    }

    private AbstractThrowableAssert<?, BitbucketException> assertRefusal(int status, String contentType, String body) {
        return assertThat(refusal(status + "\nContent-Type: " + contentType + "\n\n" + body))
                .asInstanceOf(throwable(BitbucketException.class));
    }

    private AbstractThrowableAssert<?, BitbucketException> assertRefusal(int status, String error) {
        return assertRefusal(status, "application/json; charset=utf-8", "{\"type\":\"error\",\"error\":" + error + "}");
    }

    private static String message(String text) {
        return "{\"message\":\"" + text + "\"}";
    }

    @Test
    void anAppPasswordIsRecognizedByBitbucketsWords() {
        assertRefusal(401, message("App passwords are deprecated and must be replaced with API tokens."))
                .isInstanceOf(TokenRejected.class)
                .hasMessageEndingWith(
                        "It is an app password, and Bitbucket removed app passwords in July 2026. Create an API "
                                + "token at " + API_TOKENS
                                + ", and convert the remaining app passwords in Manage Jenkins → Bitbucket credentials.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This API is not accessible by this authentication mechanism",
                "This resource does not support authentication using the provided token"
            })
    void anAccessTokenIsNotAnApiToken(String words) {
        assertRefusal(403, message(words))
                .isInstanceOf(TokenRejected.class)
                .hasMessageContaining(
                        "Bitbucket rejected the token (403) and says “" + words + "”. It is not an API token")
                .hasMessageNotContaining(PERMISSION);
    }

    @Test
    void unknownWordsAboutATokenAreRepeatedWithoutAdvice() {
        assertRefusal(401, "text/plain", "Too many wrong passwords for now. Log in at the web site first.")
                .isInstanceOf(TokenRejected.class)
                .hasMessageEndingWith(
                        "Bitbucket rejected the token (401) and says “Too many wrong passwords for now. Log in"
                                + " at the web site first”.");
    }

    @Test
    void aBareForbiddenAdvisesToCheckTheApiUrl() {
        assertRefusal(403, message("Forbidden"))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageEndingWith(
                        "there is no API at the requested address: Bitbucket says “Forbidden” (403). Check the "
                                + "API URL: it is https://api.bitbucket.org/2.0 by default. If it is correct, Bitbucket "
                                + "has removed this function: update the plugin or the program that sent the request.");
    }

    @Test
    void anAddressWithoutAnApiAdvisesToCheckTheApiUrl() {
        assertRefusal(404, "{\"message\":\"Resource not found\",\"detail\":\"There is no API hosted at this URL\"}")
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("“Resource not found: There is no API hosted at this URL” (404)")
                .hasMessageContaining("Check the API URL: it is https://api.bitbucket.org/2.0")
                .hasMessageNotContaining("spelling");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "This account has to log in with single sign-on before an app password works. | ”",
                "Your IP address 192.0.2.7 is not on this workspace's allowlist. | allow the IP address",
                "Access from this IP is not permitted by the workspace's administrators. | allow the IP address",
                "You don't have permission: enable two-step verification to see this workspace. | Turn on two-step",
                "This workspace is over its limit of users and read-only. | ”"
            })
    void requirementsOfAWorkspaceAreRepeatedInBitbucketsWords(String words, String end) {
        for (String answer : List.of("application/json|{\"error\":" + message(words) + "}", "text/plain|" + words)) {
            String[] parts = answer.split("\\|");
            assertRefusal(403, parts[0], parts[1])
                    .isInstanceOf(PermissionMissing.class)
                    .hasMessageContaining("Bitbucket says “" + words + "” (403). ".strip())
                    .hasMessageContaining(end)
                    .hasMessageNotContaining(PERMISSION);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void aMissingPermissionHasAdviceInEitherForm(String contentType) {
        String words = "Access denied. You must have write or admin access.";

        assertRefusal(403, contentType, contentType.contains("json") ? "{\"error\":" + message(words) + "}" : words)
                .isInstanceOf(PermissionMissing.class)
                .hasMessageEndingWith("Bitbucket says “" + words + "” (403). " + PERMISSION
                        + " in the settings of the repository or workspace.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | <html><body>Jane Doe's profile</body></html>",
                "text/plain | <p>Jane Doe's profile</p>",
                "text/plain | Jane Doe's profile~is here~and goes on",
                "application/octet-stream | Jane Doe's profile"
            })
    void otherBodiesAreNotRepeated(String contentType, String body) {
        assertRefusal(403, contentType, body.replace('~', '\n'))
                .isInstanceOf(PermissionMissing.class)
                .hasMessageContaining("Bitbucket refused it (403) and did not say why.")
                .hasMessageNotContaining("Jane")
                .hasMessageNotContaining(PERMISSION);
        assertRefusal(403, "text/plain", "x".repeat(201)).hasMessageContaining("did not say why");
    }

    @Test
    void missingScopesAreReadFromTheHeaders() {
        BitbucketException failure = refusal("403\nContent-Type: application/json\n"
                + "X-OAuth-Scopes: read:user:bitbucket, pullrequest\n"
                + "X-Accepted-OAuth-Scopes: repository:write, repository\n\n"
                + "{\"error\":" + message("Your credentials lack one or more required privilege scopes.") + "}");

        assertThat(failure)
                .isInstanceOfSatisfying(
                        ScopeMissing.class,
                        missing -> assertThat(missing.granted()).containsExactly("pullrequest", "read:user:bitbucket"))
                .hasMessageContaining("its token lacks the scope repository:write (it has pullrequest,"
                        + " read:user:bitbucket). You can't change the scopes of a token");
    }

    @Test
    void aMissingScopeIsReportedEvenIfItIsUnnamed() {
        assertRefusal(403, message("Your credentials lack one or more required privilege scopes."))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining(
                        "its token lacks a scope: Bitbucket says “Your credentials lack one or more required"
                                + " privilege scopes.” (403). You can't change the scopes of a token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'message':'Bad request','fields':{'title':'is too long'}} | Bad request: title: is too long",
                "{'message':'Bad request','fields':{'':['is no branch','is no tag']}} | Bad request: is no branch; is no tag",
                "{'message':'Bad request','fields':{'source':{'branch':['is gone']}}} | Bad request: source.branch: is gone",
                "{'message':'Bad request','fields':['is empty']} | Bad request: is empty",
                "{'message':'Bad request','detail':'The body is no JSON.'} | Bad request: The body is no JSON.",
                "{'message':'No way.','detail':{'limit':50,'why':'too many'}} | No way. limit: 50; why: too many",
                "{'message':'title: is too long','fields':{'title':['is too long']}} | title: is too long",
                "{'message':'title: is too long','fields':{'title':['is too long'],'draft':['is no flag']}}"
                        + " | title: is too long; draft: is no flag",
                "{'fields':{'title':[null,'is missing']}} | title: is missing"
            })
    void fieldsAndDetailAreInTheMessage(String error, String words) {
        assertRefusal(400, error.replace('\'', '"'))
                .isInstanceOf(Invalid.class)
                .hasMessageEndingWith("Bitbucket says “" + words + "” (400).");
    }

    @Test
    void fieldsAreKeptUncut() {
        String name = "x".repeat(1000);

        assertRefusal(400, "{\"message\":\"Bad request\",\"fields\":{\"source\":\"branch not found: " + name + "\"}}")
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid -> assertThat(invalid.fields())
                                .containsEntry("source", List.of("branch not found: " + name)))
                .hasMessageNotContaining("x".repeat(501));
    }

    @Test
    void nothingToMergeIsFoundInAnyField() {
        assertRefusal(
                        400,
                        "{\"message\":\"Bad request\",\"fields\":{\"source\":\"There are no changes to be pulled\"}}")
                .isInstanceOf(NothingToMerge.class);
    }

    @ParameterizedTest
    @CsvSource({"text/plain, Bad Request", "text/html, <h1>400</h1>", "application/json, '{\"error\":{}}'"})
    void aRefusalWithoutAReasonSaysSo(String contentType, String body) {
        assertRefusal(400, contentType, body)
                .isInstanceOf(Invalid.class)
                .hasMessageEndingWith("Bitbucket refused it (400) and did not say why.");
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 405, 409, 415, 418, 422, 451, 501, 505})
    void otherRefusalsAreRepeatedInBitbucketsWords(int status) {
        assertRefusal(status, message("That is not how it works."))
                .isInstanceOf(Invalid.class)
                .hasMessageEndingWith("Bitbucket says “That is not how it works.” (" + status + ").");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 520, 555})
    void temporaryFailuresAreTransient(int status) {
        assertRefusal(status, message("Try it once more.")).isInstanceOf(Transient.class);
        assertRefusal(status, "text/plain", "Try it once more.").isInstanceOf(Transient.class);
    }

    @Test
    void aFailureOfBitbucketIsRepeatedInItsWords() {
        assertRefusal(503, message("Bitbucket is being serviced.\\nIt is back at noon."))
                .hasMessageContaining(
                        "Bitbucket failed (503) and says “Bitbucket is being serviced. It is back at noon”.");
    }

    @Test
    void removedFunctionsAndAccountsAreDistinguished() {
        assertRefusal(410, message("CHANGE-2770 - Functionality has been deprecated"))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageEndingWith(
                        "Bitbucket has removed this function (410): it says “CHANGE-2770 - Functionality has "
                                + "been deprecated”. Update the plugin or the program that sent the request.");
        assertRefusal(410, message("This account was marked as spam."))
                .isInstanceOf(NotFound.class)
                .hasMessageEndingWith("Bitbucket says “This account was marked as spam.” (410).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"That is over.\"}",
                "{\"message\":\"That is over.\"}",
                "{\"code\":9,\"message\":\"That is over.\"}"
            })
    void aGatewaysOwnJsonIsRead(String json) {
        assertRefusal(409, "application/problem+json", json)
                .hasMessageContaining("Bitbucket says “That is over.” (409)");
    }

    @Test
    @Tag("slow")
    void everyMessageIsOneLineOfBoundedLength() {
        String long1000 = "x\\n".repeat(1000);
        for (int status = 300; status < 600; status++) {
            assertRefusal(
                            status,
                            "{\"message\":\"" + long1000 + "\",\"detail\":\"\\u001b[31m" + long1000
                                    + "\",\"fields\":{\"" + long1000 + "\":\"" + long1000 + "\"}}")
                    .satisfies(failure ->
                            assertThat(failure.getMessage()).hasLineCount(1).hasSizeLessThan(1200));
        }
    }
}
