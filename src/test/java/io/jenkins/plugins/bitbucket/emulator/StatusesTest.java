package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusesTest {

    private static final String INFRA = "/repositories/acme/infra";

    private final EmulatedAcme acme = new EmulatedAcme();
    private final String statuses = INFRA + "/commit/" + acme.first + "/statuses";

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aStatusIsSetAndFoundByItsKey() {
        HttpResponse<String> set = set("CI", "INPROGRESS");
        assertThat(set.statusCode()).isEqualTo(201);
        assertThat(RawClient.json(set).path("type").asText()).isEqualTo("build");
        assertThat(RawClient.json(set).at("/commit/hash").asText()).isEqualTo(acme.first);
        JsonNode found = RawClient.json(acme.api.get(statuses + "/build/CI"));
        assertThat(found.path("state").asText()).isEqualTo("INPROGRESS");
        assertThat(found.path("url").asText()).isEqualTo("https://ci.acme.example/1");
        assertThat(found.get("refname").isNull()).isTrue();
        assertThat(acme.api.get(statuses + "/build/other").statusCode()).isEqualTo(404);
    }

    @Test
    void theSameKeyOverwrites() {
        set("CI", "INPROGRESS");
        assertThat(set("CI", "SUCCESSFUL").statusCode()).isEqualTo(201);
        set("docs", "FAILED");
        assertThat(acme.infra.statuses(acme.first))
                .satisfiesExactly(
                        ci -> {
                            assertThat(ci.state()).isEqualTo("SUCCESSFUL");
                            assertThat(ci.updatedOn()).isAfterOrEqualTo(ci.createdOn());
                        },
                        docs -> assertThat(docs.key()).isEqualTo("docs"));
        assertThat(states(statuses)).containsExactly("SUCCESSFUL", "FAILED");
    }

    @Test
    void aStatusIsUpdatedButForItsKey() {
        set("CI", "INPROGRESS");
        HttpResponse<String> updated =
                acme.api.put(statuses + "/build/CI", "{\"key\": \"other\", \"state\": \"STOPPED\"}");
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(RawClient.json(updated).path("key").asText()).isEqualTo("CI");
        assertThat(RawClient.json(updated).path("url").asText()).isEqualTo("https://ci.acme.example/1");
        assertThat(states(statuses)).containsExactly("STOPPED");
        assertThat(acme.api
                        .put(statuses + "/build/none", "{\"state\": \"STOPPED\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPullRequestShowsThoseOfItsBranchAndThoseOfNone() {
        acme.openPullRequest("x");
        String tip = acme.infra.tip("x").orElseThrow();
        post(tip, status("a", "SUCCESSFUL").replace("}", ", \"refname\": \"x\"}"));
        post(tip, status("b", "FAILED").replace("}", ", \"refname\": \"y\"}"));
        post(tip, status("c", "STOPPED"));
        assertThat(states(INFRA + "/pullrequests/1/statuses")).containsExactly("SUCCESSFUL", "STOPPED");
        assertThat(states(INFRA + "/commit/" + tip + "/statuses")).hasSize(3);
        assertThat(states(INFRA + "/commit/" + tip + "/statuses?refname=y")).containsExactly("FAILED", "STOPPED");
    }

    @Test
    void whatIsNoStatusIsRefused() {
        assertThat(List.of("{}", "{\"key\": \"CI\"}", "{\"state\": \"FAILED\"}", status("CI", "BROKEN")))
                .allSatisfy(body -> {
                    HttpResponse<String> refused = post(acme.first, body);
                    assertThat(refused.statusCode()).as(body).isEqualTo(400);
                    assertThat(RawClient.json(refused).at("/error/fields")).isNotEmpty();
                });
        assertThat(post("0123456", status("CI", "FAILED")).statusCode()).isEqualTo(404);
        assertThat(acme.infra.statuses(acme.first)).isEmpty();
    }

    @Test
    void theHostOfAnUrlNeedsADot() {
        assertThat(List.of("http://jenkins:8080/job/1", "http://jenkins/", "ftp://ci.acme.example/", "no page"))
                .allSatisfy(url -> {
                    HttpResponse<String> refused = post(acme.first, withUrl(url));
                    assertThat(refused.statusCode()).as(url).isEqualTo(400);
                    assertThat(RawClient.json(refused).at("/error/message").asText())
                            .isEqualTo("url: Enter a valid URL.");
                });
        assertThat(List.of("http://localhost:8080/job/1", "https://10.0.0.1/", "http://[::1]/", "", "{website}/1"))
                .allSatisfy(url -> assertThat(post(acme.first, withUrl(url)).statusCode())
                        .as(url)
                        .isEqualTo(201));
    }

    private static String withUrl(String url) {
        return JsonNodes.object("key", "CI", "state", "FAILED", "url", url).toString();
    }

    @Test
    void longKeysCanBeRefused() {
        String key = "k".repeat(41);
        assertThat(set(key, "FAILED").statusCode()).isEqualTo(201);
        acme.bitbucket.quirks().statusKeysShort();
        assertThat(set(key, "FAILED").statusCode()).isEqualTo(400);
        assertThat(set(key.substring(1), "FAILED").statusCode()).isEqualTo(201);
    }

    @Test
    void theScopeForReadingIsEnoughUnlessMoreIsWanted() {
        RawClient reader = acme.as(acme.ci, Scopes.READ_REPOSITORY);
        String path = statuses + "/build";
        assertThat(reader.post(path, status("CI", "FAILED")).statusCode()).isEqualTo(201);
        acme.bitbucket.quirks().statusesWantWriteScope();
        HttpResponse<String> refused = reader.post(path, status("CI", "FAILED"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RawClient.json(refused).at("/error/detail/required/0").asText())
                .isEqualTo(Scopes.WRITE_REPOSITORY);
        assertThat(set("CI", "FAILED").statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> set(String key, String state) {
        return post(acme.first, status(key, state));
    }

    private HttpResponse<String> post(String commit, String body) {
        return acme.api.post(INFRA + "/commit/" + commit + "/statuses/build", body);
    }

    private static String status(String key, String state) {
        return JsonNodes.object("key", key, "state", state, "url", "https://ci.acme.example/1")
                .toString();
    }

    private List<String> states(String path) {
        return RawClient.json(acme.api.get(path)).path("values").findValuesAsText("state");
    }
}
