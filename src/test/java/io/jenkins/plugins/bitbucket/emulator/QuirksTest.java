package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The behaviors of Bitbucket that vary. */
class QuirksTest {

    private static final String INFRA = "/repositories/acme/infra";
    private static final String PULL_REQUESTS = INFRA + "/pullrequests";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void anUpdateKeepsWhatItLeavesOut() {
        openWithAll();
        assertThat(acme.api.put(PULL_REQUESTS + "/1", "{\"draft\": true}").statusCode())
                .isEqualTo(200);
        assertThat(only().title()).isEqualTo("X");
        assertThat(only().description()).isEqualTo("Why");
        assertThat(only().reviewers()).containsExactly("ada");
        assertThat(only().closeSourceBranch()).isTrue();
    }

    @Test
    void anUpdateCanClearWhatItLeavesOut() {
        acme.bitbucket.quirks().update(Quirks.Update.CLEARS);
        openWithAll();
        assertThat(acme.api.put(PULL_REQUESTS + "/1", "{\"title\": \"Y\"}").statusCode())
                .isEqualTo(200);
        assertThat(only().title()).isEqualTo("Y");
        assertThat(only().description()).isEmpty();
        assertThat(only().reviewers()).isEmpty();
        assertThat(only().closeSourceBranch()).isFalse();
    }

    @Test
    void anUpdateCanWantATitle() {
        acme.bitbucket.quirks().update(Quirks.Update.WANTS_TITLE);
        openWithAll();
        HttpResponse<String> refused = acme.api.put(PULL_REQUESTS + "/1", "{\"description\": \"Because\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(RawClient.json(refused).at("/error/message").asText()).isEqualTo("title: This field is required.");
        assertThat(only().description()).isEqualTo("Why");
    }

    @Test
    void aBranchIsUnknownForAMomentAfterItIsPushed() {
        acme.infra.unknownAtFirst("bump", 2);
        assertThat(IntStream.range(0, 3).map(i -> acme.openPullRequest("bump"))).containsExactly(400, 400, 201);
    }

    @Test
    void scopesCanComeInTwoHeaders() {
        acme.bitbucket.quirks().scopesInTwoLines();
        assertThat(acme.as(acme.ci, Scopes.READ_USER, Scopes.READ_PROJECT, Scopes.READ_WORKSPACE)
                        .get("/user")
                        .headers()
                        .allValues("X-OAuth-Scopes"))
                .containsExactlyInAnyOrder("read:user:bitbucket", "read:project:bitbucket, read:workspace:bitbucket");
    }

    @Test
    void oldNamesOfScopesImplyEachOther() {
        RawClient old = acme.as(acme.ci, "account", "project", "repository:write", "pullrequest:write");
        assertThat(List.of("/user", "/user/workspaces", INFRA, PULL_REQUESTS, "/workspaces/acme/projects"))
                .allSatisfy(
                        path -> assertThat(old.get(path).statusCode()).as(path).isEqualTo(200));
        HttpResponse<String> user = old.get("/user");
        assertThat(user.headers().firstValue("X-OAuth-Scopes"))
                .contains("account, project, repository:write, pullrequest:write");
        assertThat(user.headers().firstValue("X-Accepted-OAuth-Scopes")).contains("account");
        RawClient reader = acme.as(acme.ci, "pullrequest");
        assertThat(reader.get(INFRA).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = reader.post(INFRA + "/refs/branches", "{}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RawClient.json(refused).at("/error/detail/required/0").asText())
                .isEqualTo("repository");
    }

    @Test
    void aFilterCanBeIgnored() {
        acme.openPullRequest("x");
        acme.openPullRequest("y");
        String q = "?q=source.branch.name%3D%22x%22";
        assertThat(ids(q)).containsExactly(1);
        acme.bitbucket.quirks().filtersIgnored();
        assertThat(ids(q)).containsExactly(2, 1);
    }

    @Test
    void aFilterCanIgnoreLetterCase() {
        acme.openPullRequest("bump");
        String q = "?q=source.branch.name%3D%22BUMP%22";
        assertThat(ids(q)).isEmpty();
        acme.bitbucket.quirks().filtersIgnoreCase();
        assertThat(ids(q)).containsExactly(1);
    }

    @Test
    void listsCanHideReviewersFromWhoAsksForThem() {
        openWithAll();
        acme.bitbucket.quirks().reviewersHidden();
        JsonNode listed = RawClient.json(acme.api.get(PULL_REQUESTS + "?fields=%2Bvalues.reviewers"));
        assertThat(listed.at("/values/0").has("reviewers")).isFalse();
        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS + "/1")).path("reviewers"))
                .hasSize(1);
    }

    @Test
    void theCloneLinkForSshCanNameAnyHost() {
        acme.bitbucket.quirks().sshPrefix("git@bitbucket.org:");
        assertThat(RawClient.json(acme.api.get(INFRA)).at("/links/clone/1/href").asText())
                .isEqualTo("git@bitbucket.org:acme/infra.git");
    }

    private void openWithAll() {
        acme.infra.commit("x", "x.txt", "x");
        acme.api.post(
                PULL_REQUESTS,
                "{\"title\": \"X\", \"description\": \"Why\", \"close_source_branch\": true, \"source\": {\"branch\":"
                        + " {\"name\": \"x\"}}, \"reviewers\": [{\"uuid\": \"" + acme.ada.uuid() + "\"}]}");
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }

    private List<Integer> ids(String query) {
        return RawClient.json(acme.api.get(PULL_REQUESTS + query)).path("values").findValues("id").stream()
                .map(JsonNode::asInt)
                .toList();
    }
}
