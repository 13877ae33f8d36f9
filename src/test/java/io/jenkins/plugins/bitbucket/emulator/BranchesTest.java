package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.git.CommitWriter;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BranchesTest {

    private static final String BRANCHES = "/repositories/acme/infra/refs/branches";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aBranchIsMadeFromAShaOrItsBeginningOrABranch() {
        assertThat(create("feature/a", acme.first).statusCode()).isEqualTo(201);
        assertThat(create("feature/b", acme.first.substring(0, 7)).statusCode()).isEqualTo(201);
        HttpResponse<String> response = create("feature/c", "main");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(RawClient.json(response).path("type").asText()).isEqualTo("branch");
        assertThat(RawClient.json(response).at("/target/hash").asText()).isEqualTo(acme.first);
        assertThat(acme.infra.branches()).containsExactly("feature/a", "feature/b", "feature/c", "main");
        assertThat(acme.infra.tip("feature/c")).contains(acme.first);
    }

    @Test
    void aBranchThatExistsIsRefused() {
        acme.infra.commit("taken", "a.txt", "a");
        HttpResponse<String> response = create("taken", "main");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(RawClient.json(response).at("/error/data/key").asText()).isEqualTo("BRANCH_ALREADY_EXISTS");
    }

    @Test
    void ofTwoAtTheSameTimeOneIsRefused() {
        List<CompletableFuture<HttpResponse<String>>> both = Stream.of(1, 2)
                .map(i -> RawClient.HTTP.sendAsync(
                        acme.api
                                .request(BRANCHES)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body("race", "main")))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();

        assertThat(both.stream().map(response -> response.join().statusCode())).containsExactlyInAnyOrder(201, 400);
    }

    @Test
    void badNamesAndTargetsAreRefused() {
        assertThat(List.of("", "with space", "refs/heads/x", "a..b", "x.lock", "main/sub"))
                .allSatisfy(name ->
                        assertThat(create(name, "main").statusCode()).as(name).isEqualTo(400));
        assertThat(List.of("", "missing", "0123456789abcdef0123456789abcdef01234567", "01"))
                .allSatisfy(target -> assertThat(create("new", target).statusCode())
                        .as(target)
                        .isEqualTo(400));
        assertThat(acme.api.post(BRANCHES, "not JSON").statusCode()).isEqualTo(400);
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void anAmbiguousShaIsRefused() throws Exception {
        HttpResponse<String> response = create("new", twiceTheSameStart());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("Ambiguous");
    }

    /** Commits until two have the same first four characters, which takes some hundred commits. */
    private String twiceTheSameStart() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int i = 0; true; i++) {
            String text = Integer.toString(i);
            CommitWriter writer = acme.infra.git().writer();
            String start = writer.file(Optional.empty(), "count.txt", writer.blob(text))
                    .name()
                    .substring(0, 4);
            if (!seen.add(start)) {
                return start;
            }
        }
    }

    @Test
    void slashesInNamesMayBeEncodedOrNot() {
        acme.infra.commit("feature/deep/one", "a.txt", "a");

        assertThat(List.of("feature%2Fdeep%2Fone", "feature/deep/one")).allSatisfy(name -> {
            HttpResponse<String> response = acme.api.get(BRANCHES + "/" + name);
            assertThat(RawClient.json(response).path("name").asText()).isEqualTo("feature/deep/one");
        });
        assertThat(acme.api.get(BRANCHES + "/feature%2Fmissing").statusCode()).isEqualTo(404);
    }

    @Test
    void branchesAreListedAndFiltered() {
        acme.infra.commit("feature/a", "a.txt", "a");

        assertThat(RawClient.json(acme.api.get(BRANCHES + "?q=name~%22feature/%22"))
                        .path("values"))
                .extracting(branch -> branch.path("name").asText())
                .containsExactly("feature/a");
    }

    @Test
    void aBranchIsDeletedUnlessItIsTheMainOne() {
        acme.infra.commit("feature/a", "a.txt", "a");

        assertThat(acme.api.delete(BRANCHES + "/feature%2Fa").statusCode()).isEqualTo(204);
        assertThat(acme.api.delete(BRANCHES + "/feature%2Fa").statusCode()).isEqualTo(404);
        assertThat(acme.api.delete(BRANCHES + "/main").statusCode()).isEqualTo(400);
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void whoMayOnlyReadIsTurnedAway() {
        acme.infra.readOnlyFor(acme.ci);

        HttpResponse<String> response = create("new", "main");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("Access denied. You must have write or admin access.");
    }

    @Test
    void bothScopesAreNeeded() {
        assertThat(acme.as(acme.ci, Scopes.WRITE_REPOSITORY)
                        .post(BRANCHES, body("new", "main"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tagsAndCommitsAreFound() {
        acme.infra.tag("v1.0", acme.first);

        assertThat(json("/refs/tags/v1.0").at("/target/hash").asText()).isEqualTo(acme.first);
        assertThat(json("/refs/tags").path("values")).hasSize(1);
        assertThat(json("/commit/" + acme.first.substring(0, 8)).path("hash").asText())
                .isEqualTo(acme.first);
        assertThat(List.of("main", "HEAD", "v1.0"))
                .allSatisfy(
                        name -> assertThat(json("/commit/" + name).path("hash").asText())
                                .isEqualTo(acme.first));
        JsonNode error = json("/commit/0123456").path("error");
        assertThat(error.path("message").asText()).isEqualTo("Commit not found");
        assertThat(error.at("/data/shas/0").asText()).isEqualTo("0123456");
    }

    @Test
    void aCommitCannotBeNamedByABranchWithASlash() {
        acme.infra.commit("feature/a", "a.txt", "a");
        assertThat(List.of("feature/a", "feature%2Fa")).allSatisfy(name -> {
            HttpResponse<String> response = acme.api.get("/repositories/acme/infra/commit/" + name);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(RawClient.json(response).at("/error/detail").asText())
                    .isEqualTo("There is no API hosted at this URL");
        });
    }

    private JsonNode json(String path) {
        return RawClient.json(acme.api.get("/repositories/acme/infra" + path));
    }

    private HttpResponse<String> create(String name, String target) {
        return acme.api.post(BRANCHES, body(name, target));
    }

    private static String body(String name, String target) {
        return JsonNodes.object("name", name, "target", JsonNodes.object("hash", target))
                .toString();
    }
}
