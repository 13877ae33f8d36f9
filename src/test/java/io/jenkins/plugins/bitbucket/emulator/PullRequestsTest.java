package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PullRequestsTest {

    private static final String PULL_REQUESTS = "/repositories/acme/infra/pullrequests";

    private final EmulatedAcme acme = new EmulatedAcme();

    @BeforeEach
    void changeSomething() {
        acme.infra.commit("feature/x", "x.txt", "x");
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aPullRequestGoesToTheMainBranchByItself() {
        HttpResponse<String> response = open(opening());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location")).contains(acme.bitbucket.apiUrl() + PULL_REQUESTS + "/1");
        JsonNode json = RawClient.json(response);
        assertThat(json.at("/destination/branch/name").asText()).isEqualTo("main");
        assertThat(json.at("/source/commit/hash").asText())
                .isEqualTo(acme.infra.tip("feature/x").orElseThrow().substring(0, 12));
        assertThat(json.at("/links/html/href").asText()).endsWith("/acme/infra/pull-requests/1");
        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.title()).isEqualTo("Add x");
            assertThat(pullRequest.state()).isEqualTo("OPEN");
            assertThat(pullRequest.author()).isEqualTo("acme-ci");
            assertThat(pullRequest.draft()).isFalse();
        });
    }

    @Test
    void allThatCanBeSaidIsKept() {
        acme.infra.commit("stable", "s.txt", "s");
        ObjectNode opening =
                opening().put("description", "Why").put("draft", true).put("close_source_branch", true);
        opening.set("destination", branch("stable"));
        opening.set("reviewers", JsonNodes.array(List.of(JsonNodes.object("account_id", acme.ada.accountId()))));
        open(opening);

        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.description()).isEqualTo("Why");
            assertThat(pullRequest.destination()).isEqualTo("stable");
            assertThat(pullRequest.reviewers()).containsExactly("ada");
            assertThat(pullRequest.draft()).isTrue();
            assertThat(pullRequest.closeSourceBranch()).isTrue();
        });
    }

    @Test
    void defaultReviewersAreNotAddedByTheApi() {
        acme.infra.defaultReviewer(acme.ada);
        open(opening());

        assertThat(acme.infra.pullRequests().get(0).reviewers()).isEmpty();
        JsonNode effective = RawClient.json(acme.api.get("/repositories/acme/infra/effective-default-reviewers"));
        assertThat(effective.at("/values/0/user/uuid").asText()).isEqualTo(acme.ada.uuid());
        JsonNode plain = RawClient.json(acme.api.get("/repositories/acme/infra/default-reviewers"));
        assertThat(plain.at("/values/0/uuid").asText()).isEqualTo(acme.ada.uuid());
    }

    @Test
    void aSecondOneOverwritesTheTitleOfTheFirst() {
        open(opening().put("description", "First").put("close_source_branch", true));
        HttpResponse<String> again = open(opening().put("title", "Again").put("description", "Second"));

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(RawClient.json(again).path("id").asInt()).isEqualTo(1);
        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.title()).isEqualTo("Again");
            assertThat(pullRequest.description()).isEqualTo("First");
            assertThat(pullRequest.closeSourceBranch()).isFalse();
        });
    }

    @Test
    void withoutNewCommitsThereIsNothingToPull() {
        acme.api.post(
                "/repositories/acme/infra/refs/branches", "{\"name\": \"same\", \"target\": {\"hash\": \"main\"}}");
        ObjectNode opening = opening();
        opening.set("source", branch("same"));

        assertThat(error(open(opening)).path("message").asText()).contains("There are no changes to be pulled");
    }

    @Test
    void branchesHaveToExistAndDiffer() {
        ObjectNode noSource = opening();
        noSource.set("source", branch("nothing"));
        assertThat(error(open(noSource)).at("/fields/source/0").asText()).isEqualTo("branch not found: nothing");

        ObjectNode noDestination = opening();
        noDestination.set("destination", branch("nowhere"));
        assertThat(error(open(noDestination)).at("/fields/destination/0").asText())
                .isEqualTo("branch not found: nowhere");

        ObjectNode same = opening();
        same.set("destination", branch("feature/x"));
        assertThat(open(same).statusCode()).isEqualTo(400);
        assertThat(open(opening().put("title", "")).statusCode()).isEqualTo(400);
        assertThat(acme.infra.pullRequests()).isEmpty();
    }

    @Test
    void reviewersAreRefusedForAReason() {
        Account bob = acme.bitbucket.account("bob@acme.example", "bob", "Bob");
        acme.workspace.member(bob);
        acme.infra.hiddenFrom(bob);
        Account gone = acme.bitbucket.account("gone@acme.example", "gone", "Gone");
        gone.deactivate();

        assertThat(refusal("uuid", acme.ci.uuid()))
                .isEqualTo("Acme CI is the author and cannot be included as a reviewer.");
        assertThat(refusal("uuid", acme.eve.uuid()))
                .isEqualTo("Eve Elsewhere is not a member of this workspace and cannot be added to this pull request");
        assertThat(refusal("account_id", bob.accountId()))
                .isEqualTo("Bob does not have access to view this pull request");
        assertThat(List.of(refusal("uuid", gone.uuid()), refusal("uuid", "{0}"), refusal("nickname", "ada")))
                .containsOnly("Malformed reviewers list");
    }

    @Test
    void listsAreFilteredByStateUnlessAskedOtherwise() {
        open(opening());
        acme.openPullRequest("feature/y");
        acme.openPullRequest("feature/z");
        acme.api.post(PULL_REQUESTS + "/2/decline");
        acme.infra.merge(3);

        assertThat(ids("")).containsExactly(1);
        assertThat(ids("?state=DECLINED&state=OPEN")).containsExactly(2, 1);
        String q = "source.branch.name=\"feature/z\" AND destination.branch.name=\"main\" AND state=\"MERGED\"";
        assertThat(ids("?state=OPEN&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8)))
                .containsExactly(3);
        assertThat(ids("?q=source.branch.name%3D%22feature/y%22")).containsExactly(2);
    }

    @Test
    void listsLeaveReviewersOutUnlessAskedFor() {
        ObjectNode opening = opening();
        opening.set("reviewers", JsonNodes.array(List.of(JsonNodes.object("uuid", acme.ada.uuid()))));
        open(opening);

        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS)).at("/values/0").has("reviewers"))
                .isFalse();
        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS + "?fields=%2Bvalues.reviewers"))
                        .at("/values/0/reviewers/0/nickname")
                        .asText())
                .isEqualTo("ada");
        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS + "?fields=values.id,values.reviewers.nickname"))
                        .at("/values/0")
                        .toString())
                .isEqualTo("{\"id\":1,\"reviewers\":[{\"nickname\":\"ada\"}]}");
        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS + "/1")).path("reviewers"))
                .hasSize(1);
    }

    @Test
    void onlyWhatIsSentIsChanged() {
        ObjectNode opening = opening().put("description", "Why");
        opening.set("reviewers", JsonNodes.array(List.of(JsonNodes.object("uuid", acme.ada.uuid()))));
        open(opening);

        acme.api.put(PULL_REQUESTS + "/1", "{\"title\": \"Better\"}");
        HostedPullRequest renamed = acme.infra.pullRequests().get(0);
        assertThat(renamed.title()).isEqualTo("Better");
        assertThat(renamed.description()).isEqualTo("Why");
        assertThat(renamed.reviewers()).containsExactly("ada");

        acme.api.put(PULL_REQUESTS + "/1", "{\"reviewers\": []}");
        assertThat(acme.infra.pullRequests().get(0).reviewers()).isEmpty();
    }

    @Test
    void whatIsClosedTellsByWhomAndStaysAsItIs() {
        open(opening());
        JsonNode declined = RawClient.json(acme.api.post(PULL_REQUESTS + "/1/decline"));
        assertThat(declined.path("state").asText()).isEqualTo("DECLINED");
        assertThat(declined.at("/closed_by/nickname").asText()).isEqualTo("acme-ci");
        assertThat(Instant.parse(declined.path("closed_on").asText())).isBeforeOrEqualTo(Instant.now());
        JsonNode again = error(acme.api.post(PULL_REQUESTS + "/1/decline"));
        assertThat(again.path("message").asText()).isEqualTo("newstatus: This pull request is already closed.");
        assertThat(again.at("/fields/newstatus/0").asText()).isEqualTo("This pull request is already closed.");
        assertThat(acme.api.put(PULL_REQUESTS + "/1", "{\"title\": \"Late\"}").body())
                .contains("Can only update an open pull request.");
        assertThat(RawClient.json(open(opening())).path("id").asInt()).isEqualTo(2);
    }

    @Test
    void whoAnnouncesJsonAndSendsNothingIsRefused() {
        open(opening());
        HttpResponse<String> refused = acme.api.post(PULL_REQUESTS + "/1/decline", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("Bad Request");
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("OPEN");
    }

    @Test
    void theAnswerToAPostIsTrimmedToo() {
        HttpResponse<String> opened =
                acme.api.post(PULL_REQUESTS + "?fields=id,title", opening().toString());
        assertThat(opened.body()).isEqualTo("{\"id\":1,\"title\":\"Add x\"}");
        HttpResponse<String> updated = acme.api.put(PULL_REQUESTS + "/1?fields=title", "{\"title\": \"Y\"}");
        assertThat(updated.body()).isEqualTo("{\"title\":\"Y\"}");
    }

    @Test
    void oneAloneShowsMoreThanInAList() {
        open(opening().put("description", "*Why*"));
        JsonNode alone = RawClient.json(acme.api.get(PULL_REQUESTS + "/1"));
        assertThat(alone.at("/rendered/description/raw").asText()).isEqualTo("*Why*");
        assertThat(alone.at("/links/statuses/href").asText()).endsWith("/pullrequests/1/statuses");
        assertThat(alone.at("/source/commit/type").asText()).isEqualTo("commit");
        assertThat(alone.at("/source/commit/links/html/href").asText()).contains("/acme/infra/commits/");
        assertThat(RawClient.json(acme.api.get(PULL_REQUESTS)).at("/values/0").has("rendered"))
                .isFalse();
    }

    @Test
    void anUnknownOneIsAnsweredInPlainText() {
        HttpResponse<String> response = acme.api.get(PULL_REQUESTS + "/7");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(response.body()).isEqualTo("Not Found");
    }

    private HttpResponse<String> open(ObjectNode body) {
        return acme.api.post(PULL_REQUESTS, body.toString());
    }

    private String refusal(String field, String value) {
        ObjectNode opening = opening();
        opening.set("reviewers", JsonNodes.array(List.of(JsonNodes.object(field, value))));
        return error(open(opening)).at("/fields/reviewers/0").asText();
    }

    private List<Integer> ids(String query) {
        return RawClient.json(acme.api.get(PULL_REQUESTS + query)).path("values").findValues("id").stream()
                .map(JsonNode::asInt)
                .toList();
    }

    private static JsonNode error(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        return RawClient.json(response).path("error");
    }

    private static ObjectNode opening() {
        return JsonNodes.object("title", "Add x", "source", branch("feature/x"));
    }

    private static ObjectNode branch(String name) {
        return JsonNodes.object("branch", JsonNodes.object("name", name));
    }
}
