package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renamed repositories and workspaces. */
class MovedTest {

    private static final String NEW_BRANCH = "{\"name\": \"new\", \"target\": {\"hash\": \"main\"}}";

    @TempDir
    Path folder;

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void whoAsksForARenamedRepositoryIsSentOn() {
        acme.infra.rename("platform");
        HttpResponse<String> moved = acme.api.get("/repositories/acme/infra/refs/branches/main?fields=name");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location"))
                .contains(acme.bitbucket.apiUrl() + "/repositories/acme/platform/refs/branches/main?fields=name");
        assertThat(acme.api.get("/repositories/acme/platform").statusCode()).isEqualTo(200);
    }

    @Test
    void aRenamedWorkspaceTakesItsRepositoriesAlong() {
        acme.workspace.rename("acme-inc");
        acme.infra.rename("platform");
        assertThat(location("/repositories/acme/infra")).isEqualTo("/repositories/acme-inc/platform");
        assertThat(location("/repositories/acme")).isEqualTo("/repositories/acme-inc");
        assertThat(location("/workspaces/acme/members")).isEqualTo("/workspaces/acme-inc/members");
        assertThat(RawClient.json(acme.api.get("/repositories/acme-inc/platform"))
                        .path("full_name")
                        .asText())
                .isEqualTo("acme-inc/platform");
    }

    @Test
    void aNewRepositoryTakesTheOldName() {
        acme.infra.rename("platform");
        acme.workspace.repository("infra");
        assertThat(acme.api.get("/repositories/acme/infra").statusCode()).isEqualTo(200);
    }

    @Test
    void writesAreSentOnTooAndNothingIsDone() {
        acme.infra.rename("platform");
        HttpResponse<String> moved = acme.api.post("/repositories/acme/infra/refs/branches", NEW_BRANCH);
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location").orElseThrow()).endsWith("/acme/platform/refs/branches");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void writesCanBeServedWhereTheyAre() {
        acme.bitbucket.quirks().moved(301, true);
        acme.infra.rename("platform");
        acme.workspace.rename("acme-inc");
        assertThat(acme.api
                        .post("/repositories/acme/infra/refs/branches", NEW_BRANCH)
                        .statusCode())
                .isEqualTo(201);
        assertThat(acme.api.get("/repositories/acme/infra").statusCode()).isEqualTo(301);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void theStatusVaries(int status) {
        acme.bitbucket.quirks().moved(status, false);
        acme.infra.rename("platform");
        assertThat(acme.api.get("/repositories/acme/infra").statusCode()).isEqualTo(status);
    }

    @Test
    void aPullRequestSpeaksOfItsSourceUnderTheOldName() {
        acme.openPullRequest("x");
        acme.workspace.rename("acme-inc");
        JsonNode pullRequest = RawClient.json(acme.api.get("/repositories/acme-inc/infra/pullrequests/1"));
        assertThat(pullRequest.at("/source/repository/full_name").asText()).isEqualTo("acme/infra");
        assertThat(pullRequest.at("/destination/repository/full_name").asText()).isEqualTo("acme-inc/infra");
        assertThat(pullRequest.at("/source/repository/uuid")).isEqualTo(pullRequest.at("/destination/repository/uuid"));
    }

    @Test
    void gitIsSentOnAsWell() throws Exception {
        URI old = acme.infra.gitUrl();
        acme.infra.rename("platform");
        String url =
                old.toString().replace("://", "://x-bitbucket-api-token-auth:" + acme.ci.tokenWithAllScopes() + "@");
        ProcessRunner.Result listed = ProcessRunner.run(folder, List.of("git", "ls-remote", url), Map.of());
        assertThat(listed.output()).contains(acme.first + "\trefs/heads/main");
    }

    private String location(String path) {
        return acme.api
                .get(path)
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .substring(acme.bitbucket.apiUrl().toString().length());
    }
}
