package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.http.KnownFaults;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownFaultsTest {

    private static final String BRANCHES = "/repositories/acme/infra/refs/branches";
    private static final String NEW_BRANCH = "{\"name\": \"new\", \"target\": {\"hash\": \"main\"}}";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void refusalsComeInTheWordsThatWereSeen() {
        Map<Fault, String> known = Map.of(
                KnownFaults.appPassword(), "App passwords are deprecated and must be replaced with API tokens.",
                KnownFaults.noAccount(), "This API is not accessible by this authentication mechanism",
                KnownFaults.unsupportedToken(),
                        "This resource does not support authentication using the provided token",
                KnownFaults.forbidden(KnownFaults.SINGLE_SIGN_ON), KnownFaults.SINGLE_SIGN_ON,
                KnownFaults.noApiHere(), "Resource not found",
                KnownFaults.gone(), "CHANGE-2770 - Functionality has been deprecated",
                KnownFaults.refusedReviewers(List.of("Malformed reviewers list")),
                        "reviewers: Malformed reviewers list");
        known.forEach((fault, message) -> assertThat(
                        RawClient.json(once(fault)).at("/error/message").asText())
                .isEqualTo(message));
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void someRefusalsAreALineOfText() {
        Map<Fault, String> known = Map.of(
                KnownFaults.badRequestInPlainText(), "Bad Request",
                KnownFaults.badTokenInPlainText(), "Token is invalid, expired, or not supported for this endpoint.",
                KnownFaults.forbiddenInPlainText(KnownFaults.IP_ALLOWLIST), KnownFaults.IP_ALLOWLIST);
        known.forEach((fault, line) -> {
            HttpResponse<String> response = once(fault);
            assertThat(response.body()).isEqualTo(line);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
        });
    }

    @Test
    void someRefusalsComeInTwoForms() {
        HttpResponse<String> page = once(KnownFaults.missingAsWebPage());
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).hasSizeGreaterThan(8000);
        HttpResponse<String> limited = once(KnownFaults.rateLimitedAsJson());
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(error(limited).path("message").asText()).isEqualTo("Rate limit for this resource has been exceeded");
    }

    @Test
    void theReasonStandsInManyPlaces() {
        JsonNode asText = error(once(KnownFaults.fieldAsText("source", "unknown")));
        assertThat(asText.path("message").asText()).isEqualTo("Bad request");
        assertThat(asText.at("/fields/source").asText()).isEqualTo("unknown");
        JsonNode nameless = error(once(KnownFaults.namelessField("unknown")));
        assertThat(nameless.path("fields").get("").get(0).asText()).isEqualTo("unknown");
        JsonNode detail = error(once(KnownFaults.detailAsText(400, "Bad request", "The branch is locked.")));
        assertThat(detail.path("detail").asText()).isEqualTo("The branch is locked.");
    }

    @Test
    void aMissingScopeCanGoWithoutDetail() {
        acme.bitbucket.misbehaveOnce(KnownFaults.missingScopeWithoutDetail());
        HttpResponse<String> refused = acme.as(acme.ci, Scopes.READ_USER).get(BRANCHES);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(error(refused).has("detail")).isFalse();
        assertThat(refused.headers().firstValue("X-Accepted-OAuth-Scopes")).contains(Scopes.READ_REPOSITORY);
        assertThat(refused.headers().firstValue("X-OAuth-Scopes")).contains(Scopes.READ_USER);
    }

    @Test
    void anAppPasswordIsRefusedInWordsOfItsOwn() {
        acme.ci.addAppPassword("any-word");
        HttpResponse<String> refused =
                RawClient.basic(acme.bitbucket, "acme-ci", "any-word").get("/user");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(error(refused).path("message").asText())
                .isEqualTo("App passwords are deprecated and must be replaced with API tokens.");
    }

    @Test
    void theBranchIsMadeThoughTheAnswerIsUnreadable() {
        List.of(Fault.emptyBody(), Fault.cutBody(), Fault.changed(body -> "<html>Welcome</html>"))
                .forEach(fault -> {
                    HttpResponse<String> response = once(fault);
                    assertThat(response.statusCode()).isEqualTo(201);
                    assertThat(response.body()).doesNotEndWith("}");
                    assertThat(acme.infra.branches()).contains("new");
                    acme.api.delete(BRANCHES + "/new");
                });
    }

    @Test
    void oneAnswerFailsAndAnotherDoesNot() {
        acme.bitbucket.misbehave(
                request -> request.path().endsWith("/user/workspaces") ? KnownFaults.noApiHere() : Fault.none());
        assertThat(acme.api.get("/user").statusCode()).isEqualTo(200);
        assertThat(acme.api.get("/user/workspaces").statusCode()).isEqualTo(404);
    }

    @Test
    void listsHoldOddEntries() {
        acme.openPullRequest("x");
        acme.openPullRequest("y");
        acme.bitbucket.misbehaveOnce(
                Fault.edited(JsonEdit.set("/values/*/workspace", null)),
                Fault.edited(JsonEdit.set("/values/0/source/branch", null), JsonEdit.remove("/values/*/title")));
        assertThat(RawClient.json(acme.api.get("/user/workspaces"))
                        .at("/values/0/workspace")
                        .isNull())
                .isTrue();
        JsonNode pullRequests = RawClient.json(acme.api.get("/repositories/acme/infra/pullrequests"))
                .path("values");
        assertThat(pullRequests.at("/0/source/branch").isNull()).isTrue();
        assertThat(pullRequests.at("/1/source/branch/name").asText()).isEqualTo("x");
        assertThat(pullRequests).noneMatch(pullRequest -> pullRequest.has("title"));
    }

    private HttpResponse<String> once(Fault fault) {
        acme.bitbucket.misbehaveOnce(fault);
        return acme.api.post(BRANCHES, NEW_BRANCH);
    }

    private static JsonNode error(HttpResponse<String> response) {
        return RawClient.json(response).path("error");
    }
}
