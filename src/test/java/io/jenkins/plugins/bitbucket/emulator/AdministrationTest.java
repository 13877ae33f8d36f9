package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members, projects, and the settings of administrators. */
class AdministrationTest {

    private static final String INFRA = "/repositories/acme/infra";
    private static final String HOOKS = INFRA + "/hooks";
    private static final String HOOK =
            "{\"url\": \"https://ci.example/\", \"events\": [\"repo:push\"], \"secret\": \"s\"}";

    private final EmulatedAcme acme = new EmulatedAcme();
    private final RawClient administrator = acme.as(
            acme.ada,
            Scopes.ADMIN_REPOSITORY,
            Scopes.READ_REPOSITORY,
            Scopes.READ_PULL_REQUEST,
            Scopes.READ_WEBHOOK,
            Scopes.WRITE_WEBHOOK,
            Scopes.DELETE_WEBHOOK);

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aMemberIsFoundByIdAndAStrangerIsNot() {
        JsonNode member = RawClient.json(acme.api.get("/workspaces/acme/members/" + Uris.encoded(acme.ada.uuid())));
        assertThat(member.at("/user/nickname").asText()).isEqualTo("ada");
        assertThat(acme.api
                        .get("/workspaces/acme/members/" + Uris.encoded(acme.eve.uuid()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aProjectIsFoundByItsKey() {
        assertThat(RawClient.json(acme.api.get("/workspaces/acme/projects/infra"))
                        .path("name")
                        .asText())
                .isEqualTo("Infrastructure");
        assertThat(acme.api.get("/workspaces/acme/projects/NONE").statusCode()).isEqualTo(404);
    }

    @Test
    void theBranchingModelNamesTheMainBranch() {
        JsonNode model = RawClient.json(acme.api.get(INFRA + "/branching-model"));
        assertThat(model.at("/development/branch/name").asText()).isEqualTo("main");
        assertThat(model.path("branch_types").findValuesAsText("prefix"))
                .containsExactly("release/", "hotfix/", "feature/", "bugfix/");
        acme.workspace.repository("empty");
        JsonNode none = RawClient.json(acme.api.get("/repositories/acme/empty/effective-branching-model"));
        assertThat(none.at("/development/branch").isNull()).isTrue();
    }

    @Test
    void defaultReviewersAreAddedAndTakenAway() {
        String ada = INFRA + "/default-reviewers/" + Uris.encoded(acme.ada.uuid());
        assertThat(administrator.get(ada).statusCode()).isEqualTo(404);
        assertThat(administrator.put(ada).statusCode()).isEqualTo(200);
        assertThat(administrator.put(ada).statusCode()).isEqualTo(200);
        assertThat(RawClient.json(acme.api.get(INFRA + "/default-reviewers")).path("values"))
                .hasSize(1);
        assertThat(RawClient.json(administrator.get(ada)).path("nickname").asText())
                .isEqualTo("ada");
        assertThat(administrator.delete(ada).statusCode()).isEqualTo(204);
        assertThat(administrator.get(ada).statusCode()).isEqualTo(404);
        assertThat(administrator
                        .put(INFRA + "/default-reviewers/" + Uris.encoded(acme.eve.uuid()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoIsNoAdministratorIsTurnedAway() {
        RawClient ci = acme.as(acme.ci, Scopes.ADMIN_REPOSITORY, Scopes.READ_WEBHOOK, Scopes.WRITE_WEBHOOK);
        assertThat(List.of(
                        ci.put(INFRA + "/default-reviewers/" + Uris.encoded(acme.ada.uuid())),
                        ci.get(HOOKS),
                        ci.post(HOOKS, HOOK)))
                .allSatisfy(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(403);
                    assertThat(refused.body()).contains("Access denied.");
                });
    }

    @Test
    void aWebhookIsMadeChangedAndDeleted() {
        HttpResponse<String> created = administrator.post(HOOKS, HOOK);
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode hook = RawClient.json(created);
        assertThat(hook.path("active").asBoolean()).isTrue();
        assertThat(hook.path("secret_set").asBoolean()).isTrue();
        assertThat(hook.has("secret")).isFalse();
        String path = HOOKS + "/" + Uris.encoded(hook.path("uuid").asText());
        administrator.put(path, "{\"active\": false, \"secret\": null}");
        JsonNode changed = RawClient.json(administrator.get(path));
        assertThat(changed.path("active").asBoolean()).isFalse();
        assertThat(changed.path("secret_set").asBoolean()).isFalse();
        assertThat(changed.path("url").asText()).isEqualTo("https://ci.example/");
        assertThat(administrator.delete(path).statusCode()).isEqualTo(204);
        assertThat(RawClient.json(administrator.get(HOOKS)).path("values")).isEmpty();
        assertThat(administrator.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aWebhookNeedsAnAddressAndEventsAndTheirScopes() {
        assertThat(List.of(
                        administrator.post(HOOKS, "{\"events\": [\"repo:push\"]}"),
                        administrator.post(HOOKS, "{\"url\": \"https://ci.example/\"}"),
                        administrator.post(HOOKS, HOOK.replace("repo:push", "everything"))))
                .allSatisfy(refused -> assertThat(refused.statusCode()).isEqualTo(400));
        HttpResponse<String> refused =
                acme.as(acme.ada, Scopes.READ_WEBHOOK, Scopes.WRITE_WEBHOOK).post(HOOKS, HOOK);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RawClient.json(refused).at("/error/detail/required/0").asText())
                .isEqualTo(Scopes.READ_REPOSITORY);
    }
}
