package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of commits, and the differences between them. */
class HistoryTest {

    private static final String INFRA = "/repositories/acme/infra";

    private final EmulatedAcme acme = new EmulatedAcme();
    private String second;
    private String ofX;

    @BeforeEach
    void commit() {
        second = acme.infra.commit("main", "docs/a.md", "one\ntwo\nthree\n");
        ofX = acme.infra.commit("x", "docs/a.md", "one\n2\nthree\nfour\n");
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void commitsAreListedTheNewestFirst() {
        assertThat(hashes("/commits/main")).containsExactly(second, acme.first);
        assertThat(hashes("/commits/" + acme.first)).containsExactly(acme.first);
        assertThat(hashes("/commits")).containsExactly(ofX, second, acme.first);
        assertThat(RawClient.json(acme.api.get(INFRA + "/commits")).has("size")).isFalse();
    }

    @Test
    void someCommitsAreTakenAndOthersAreNot() {
        assertThat(hashes("/commits?exclude=main")).containsExactly(ofX);
        assertThat(hashes("/commits?include=x&exclude=" + acme.first)).containsExactly(ofX, second);
        assertThat(hashes("/commits?path=README.md")).containsExactly(acme.first);
        assertThat(hashes("/commits/main?path=docs")).containsExactly(second);
        assertThat(acme.api.get(INFRA + "/commits?include=nothing").statusCode())
                .isEqualTo(404);
    }

    @Test
    void manyNamesCanBeSentAsAForm() throws Exception {
        HttpResponse<String> response = RawClient.HTTP.send(
                acme.api
                        .request(INFRA + "/commits")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("include=x&exclude=main"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(RawClient.json(response).at("/values/0/hash").asText()).isEqualTo(ofX);
        assertThat(RawClient.json(response).path("values")).hasSize(1);
    }

    @Test
    void commitsComeInPagesOfThirty() {
        IntStream.range(0, 31).forEach(i -> acme.infra.commit("main", "count.txt", "" + i));
        JsonNode page = RawClient.json(acme.api.get(INFRA + "/commits/main"));
        assertThat(page.path("values")).hasSize(30);
        assertThat(page.path("next").asText()).isNotEmpty();
    }

    @Test
    void theCommonAncestorIsFound() {
        String other = acme.infra.commit("main", "b.md", "b");
        assertThat(RawClient.json(acme.api.get(INFRA + "/merge-base/x.." + other))
                        .path("hash")
                        .asText())
                .isEqualTo(second);
        assertThat(acme.api.get(INFRA + "/merge-base/x..nothing").statusCode()).isEqualTo(404);
        assertThat(acme.api.get(INFRA + "/merge-base/x").statusCode()).isEqualTo(400);
    }

    @Test
    void aDiffIsThatOfGit() {
        HttpResponse<String> diff = acme.api.get(INFRA + "/diff/" + ofX);
        assertThat(diff.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(diff.body())
                .startsWith("diff --git a/docs/a.md b/docs/a.md\n")
                .contains("\n-two\n+2\n three\n+four\n");
        assertThat(acme.api.get(INFRA + "/diff/" + ofX + "?path=README.md").body())
                .isEmpty();
        assertThat(acme.api.get(INFRA + "/diff/" + ofX + "?context=0").body())
                .contains("\n-two\n+2\n@@ ")
                .doesNotContain("three\n");
        assertThat(acme.api.get(INFRA + "/diff/" + ofX + "?context=-1").statusCode())
                .isEqualTo(400);
    }

    @Test
    void ofTwoCommitsTheFirstHasTheChanges() {
        acme.infra.commit("main", "later.md", "later");
        assertThat(stats("/diffstat/x..main")).containsExactly("modified docs/a.md +2 -1");
        assertThat(stats("/diffstat/x..main?topic=false"))
                .containsExactly("modified docs/a.md +2 -1", "removed later.md +0 -1");
        assertThat(stats("/diffstat/" + acme.first)).containsExactly("added README.md +1 -0");
    }

    private List<Integer> pullRequestsOf(String commit) {
        return RawClient.json(acme.api.get(INFRA + "/commit/" + commit + "/pullrequests"))
                .path("values")
                .findValues("id")
                .stream()
                .map(JsonNode::asInt)
                .toList();
    }

    @Test
    void aCommitHasItsPullRequestsAlsoAfterTheMerge() {
        acme.openPullRequest("x");
        assertThat(pullRequestsOf(ofX)).containsExactly(1);
        assertThat(pullRequestsOf(second)).isEmpty();

        acme.infra.merge(1);
        assertThat(pullRequestsOf(ofX)).containsExactly(1);
        assertThat(acme.api.get(INFRA + "/commit/0123456/pullrequests").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPullRequestHasItsCommitsAndLeadsToItsDiff() {
        acme.openPullRequest("x");
        assertThat(hashes("/pullrequests/1/commits"))
                .containsExactly(ofX, acme.infra.tip("x").orElseThrow());
        assertThat(hashes("/pullrequests/1/commits?pagelen=1&page=2"))
                .containsExactly(acme.infra.tip("x").orElseThrow());
        assertThat(acme.api.get(INFRA + "/pullrequests/1/commits?page=2").statusCode())
                .isEqualTo(400);
        for (String kind : List.of("diff", "diffstat")) {
            HttpResponse<String> moved = acme.api.get(INFRA + "/pullrequests/1/" + kind);
            assertThat(moved.statusCode()).isEqualTo(302);
            String location = moved.headers().firstValue("Location").orElseThrow();
            HttpResponse<String> found = acme.api.get(
                    location.substring(acme.bitbucket.apiUrl().toString().length()));
            assertThat(found.statusCode()).isEqualTo(200);
            assertThat(found.body()).contains("docs/a.md", "x.txt").doesNotContain("README.md");
        }
        acme.api.delete(INFRA + "/refs/branches/x");
        assertThat(hashes("/pullrequests/1/commits")).isEmpty();
    }

    @Test
    void whatHappenedIsListedTheLastFirst() {
        acme.openPullRequest("x");
        String pullRequest = INFRA + "/pullrequests/1";
        acme.api.put(pullRequest, "{\"title\": \"Better\"}");
        acme.api.post(pullRequest + "/comments", "{\"content\": {\"raw\": \"Nice\"}}");
        acme.api.post(pullRequest + "/approve");
        acme.api.post(pullRequest + "/decline");
        JsonNode activity =
                RawClient.json(acme.api.get(pullRequest + "/activity")).path("values");
        assertThat(activity)
                .extracting(event -> event.fieldNames().next())
                .containsExactly("update", "approval", "comment", "update", "update");
        assertThat(activity.at("/0/update/state").asText()).isEqualTo("DECLINED");
        assertThat(activity.at("/3/update/title").asText()).isEqualTo("Better");
        assertThat(activity.at("/4/update/title").asText()).isEqualTo("Add x");
        assertThat(activity.at("/2/comment/content/raw").asText()).isEqualTo("Nice");
        assertThat(RawClient.json(acme.api.get(INFRA + "/pullrequests/activity"))
                        .path("values"))
                .hasSize(5);
    }

    private List<String> hashes(String path) {
        HttpResponse<String> response = acme.api.get(INFRA + path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return values(response).stream()
                .map(commit -> commit.path("hash").asText())
                .toList();
    }

    private List<String> stats(String path) {
        return values(acme.api.get(INFRA + path)).stream()
                .map(file -> file.path("status").asText() + " "
                        + file.path("new")
                                .path("path")
                                .asText(file.path("old").path("path").asText())
                        + " +" + file.path("lines_added") + " -" + file.path("lines_removed"))
                .toList();
    }

    private static List<JsonNode> values(HttpResponse<String> response) {
        return IntStream.range(0, RawClient.json(response).path("values").size())
                .mapToObj(i -> RawClient.json(response).path("values").get(i))
                .toList();
    }
}
