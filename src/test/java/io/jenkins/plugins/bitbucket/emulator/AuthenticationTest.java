package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.rest.ScopeHeader;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aKnownPathRefusesOtherMethods() {
        HttpResponse<String> refused = acme.api.put("/repositories/acme/infra/refs/branches", "{}");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, POST");
        assertThat(RawClient.json(refused).at("/error/message").asText()).isEqualTo("Method not allowed");
    }

    @Test
    void theEmailAndATokenTellWhoCalls() {
        JsonNode user = RawClient.json(acme.as(acme.ci, Scopes.READ_USER).get("/user"));

        assertThat(user.path("type").asText()).isEqualTo("user");
        assertThat(user.path("uuid").asText())
                .isEqualTo(acme.ci.uuid())
                .startsWith("{")
                .endsWith("}");
        assertThat(user.path("account_id").asText()).isEqualTo(acme.ci.accountId());
        assertThat(user.path("nickname").asText()).isEqualTo("acme-ci");
        assertThat(user.path("display_name").asText()).isEqualTo("Acme CI");
        assertThat(user.toString()).doesNotContain(acme.ci.email());
    }

    @Test
    void aTokenLooksLikeThoseOfAtlassian() {
        assertThat(acme.ci.tokenWithAllScopes())
                .startsWith(EmbeddedBitbucket.TOKEN_START)
                .hasSize(192);
    }

    @Test
    void whatIsNotAnEmailAndAGoodTokenIsRefused() {
        String good = acme.ci.token(Scopes.READ_USER);
        String revoked = acme.ci.token(Scopes.READ_USER);
        acme.bitbucket.revoke(revoked);
        Account gone = acme.bitbucket.account("gone@acme.example", "gone", "Gone Person");
        String orphan = gone.token(Scopes.READ_USER);
        gone.deactivate();

        Stream<RawClient> refused = Stream.of(
                client(acme.ci.nickname(), good),
                client("x-bitbucket-api-token-auth", good),
                client(acme.ada.email(), good),
                client(acme.ci.email(), acme.ci.token()),
                client(acme.ci.email(), acme.ci.expiredToken(Scopes.READ_USER)),
                client(acme.ci.email(), revoked),
                client(acme.ci.email(), EmbeddedBitbucket.TOKEN_START + "-unknown"),
                client(gone.email(), orphan),
                new RawClient(acme.bitbucket.apiUrl(), "Bearer " + good),
                new RawClient(acme.bitbucket.apiUrl(), "Basic &&&"));

        assertThat(refused).allSatisfy(client -> {
            HttpResponse<String> response = client.get("/user");
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(RawClient.json(response).at("/error/message").asText())
                    .isEqualTo("Token is invalid, expired, or not supported for this endpoint.");
            assertThat(response.headers().map()).doesNotContainKey("x-oauth-scopes");
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .contains("Basic realm=\"Bitbucket.org HTTP\"");
        });
    }

    @Test
    void aMissingScopeIsNamed() {
        HttpResponse<String> response =
                acme.as(acme.ci, Scopes.READ_PROJECT, Scopes.READ_WORKSPACE).get("/user");

        assertThat(response.statusCode()).isEqualTo(403);
        JsonNode error = RawClient.json(response).path("error");
        assertThat(error.path("message").asText())
                .isEqualTo("Your credentials lack one or more required privilege scopes.");
        assertThat(error.at("/detail/required")).extracting(JsonNode::asText).containsExactly("read:user:bitbucket");
        assertThat(error.at("/detail/granted"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("read:project:bitbucket", "read:workspace:bitbucket");
    }

    @Test
    void everyAnswerTellsTheScopes() {
        RawClient client = acme.as(acme.ci, Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY);

        assertThat(Stream.of("/repositories/acme/infra", "/repositories/acme/missing", "/user", "/nothing"))
                .allSatisfy(path -> {
                    HttpResponse<String> response = client.get(path);
                    assertThat(header(response, "X-OAuth-Scopes"))
                            .isEqualTo("read:repository:bitbucket, write:repository:bitbucket");
                    assertThat(header(response, "X-Credential-Type")).isEqualTo("api_token");
                    assertThat(header(response, "X-B3-TraceId")).hasSize(16);
                });
        assertThat(header(client.get("/user"), "X-Accepted-OAuth-Scopes")).isEqualTo("read:user:bitbucket");
    }

    @Test
    void scopesCanHaveTheirOldNames() {
        acme.bitbucket.scopeHeader(ScopeHeader.OLD_NAMES);

        assertThat(header(acme.api.get("/user"), "X-OAuth-Scopes"))
                .isEqualTo("project, repository, account, pullrequest, pullrequest:write, repository:write");
    }

    @Test
    void scopesCanBeAbsent() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);

        HttpResponse<String> response = acme.api.get("/user");
        assertThat(response.headers().map()).doesNotContainKeys("x-oauth-scopes", "x-accepted-oauth-scopes");
        assertThat(header(response, "X-Credential-Type")).isEqualTo("api_token");
    }

    @Test
    void noScopeImpliesAnother() {
        assertThat(acme.as(acme.ci, Scopes.WRITE_REPOSITORY)
                        .get("/repositories/acme/infra")
                        .statusCode())
                .isEqualTo(403);
        assertThat(acme.as(acme.ci, Scopes.READ_REPOSITORY)
                        .get("/repositories/acme/infra/pullrequests")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theScopeIsLookedAtBeforeThePath() {
        assertThat(acme.as(acme.ci, Scopes.READ_USER)
                        .get("/repositories/acme/missing")
                        .statusCode())
                .isEqualTo(403);
        assertThat(acme.api.get("/repositories/acme/missing").statusCode()).isEqualTo(404);
    }

    @Test
    void deprecatedOperationsAreGone() {
        assertThat(List.of(
                        "/workspaces",
                        "/repositories",
                        "/user/permissions/workspaces",
                        "/user/permissions/repositories"))
                .allSatisfy(path -> {
                    HttpResponse<String> response = acme.api.get(path);
                    assertThat(response.statusCode()).isEqualTo(410);
                    assertThat(response.body()).contains("CHANGE-2770 - Functionality has been deprecated");
                });
    }

    @Test
    void theApiIsForbiddenWithoutItsVersion() {
        RawClient client = new RawClient(acme.bitbucket.apiUrl().resolve("/"), acme.api.authorization());
        assertThat(List.of("user", "user/workspaces", "repositories/acme/infra"))
                .allSatisfy(path -> {
                    HttpResponse<String> response = client.get(path);
                    assertThat(response.statusCode()).isEqualTo(403);
                    assertThat(RawClient.json(response).at("/error/message").asText())
                            .isEqualTo("Forbidden");
                });
    }

    private RawClient client(String user, String password) {
        return RawClient.basic(acme.bitbucket, user, password);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }
}
