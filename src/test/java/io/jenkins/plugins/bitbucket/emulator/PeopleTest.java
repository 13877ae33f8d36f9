package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.LostPart;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts that are deactivated or deleted, and what they have created. */
class PeopleTest {

    private static final String INFRA = "/repositories/acme/infra";

    private final EmulatedAcme acme = new EmulatedAcme();
    private final Account al = acme.bitbucket.account("al@acme.example", "al", "Al Gone");

    @BeforeEach
    void letAlReview() {
        acme.workspace.member(al);
        acme.infra.defaultReviewer(acme.ada).defaultReviewer(al);
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aDeactivatedAccountIsFoundAndSaysSo() {
        assertThat(RawClient.json(profile(al)).path("account_status").asText()).isEqualTo("active");
        al.deactivate();
        assertThat(profile(al).statusCode()).isEqualTo(200);
        assertThat(RawClient.json(profile(al)).path("account_status").asText()).isEqualTo("inactive");
    }

    @Test
    void aDeletedAccountIsNotFound() {
        al.depart();
        assertThat(profile(al).statusCode()).isEqualTo(404);
        assertThat(acme.api
                        .get("/workspaces/acme/members?q=user.nickname%3D%22al%22")
                        .body())
                .contains("\"values\":[]");
        assertThat(effectiveReviewers()).containsExactly("ada");
    }

    @Test
    void aDeactivatedDefaultReviewerSpoilsTheListWithoutBeingNamed() {
        al.deactivate();
        assertThat(effectiveReviewers()).containsExactly("ada", "al");
        HttpResponse<String> refused = open("x", acme.ada, al);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(RawClient.json(refused).at("/error/fields/reviewers/0").asText())
                .isEqualTo("Malformed reviewers list");
        assertThat(RawClient.json(refused).at("/error/message").asText())
                .isEqualTo("reviewers: Malformed reviewers list");
        assertThat(open("x", acme.ada).statusCode()).isEqualTo(201);
    }

    @Test
    void whoWasDeactivatedStaysAReviewerUntilTheListIsSentAgain() {
        open("x", acme.ada, al);
        al.deactivate();
        assertThat(only().reviewers()).containsExactly("ada", "al");
        assertThat(update(1, acme.ada, al).statusCode()).isEqualTo(400);
        assertThat(only().reviewers()).containsExactly("ada", "al");
        assertThat(update(1, acme.ada).statusCode()).isEqualTo(200);
        assertThat(only().reviewers()).containsExactly("ada");
    }

    @Test
    void theAuthorIsNullOnceTheAccountIsDeleted() {
        acme.infra.commit("x", "x.txt", "x");
        acme.as(al, Scopes.ALL.toArray(String[]::new)).post(INFRA + "/pullrequests", opening("x", List.of()));
        al.depart();
        JsonNode pullRequest = RawClient.json(acme.api.get(INFRA + "/pullrequests/1"));
        assertThat(pullRequest.get("author").isNull()).isTrue();
    }

    @Test
    void whatIsLostIsNull() {
        open("x", acme.ada);
        acme.infra.lose(1, LostPart.values());
        JsonNode pullRequest = RawClient.json(acme.api.get(INFRA + "/pullrequests/1"));
        assertThat(Stream.of(
                        "/author",
                        "/source/repository",
                        "/source/branch",
                        "/source/commit",
                        "/destination/repository",
                        "/destination/commit"))
                .allSatisfy(part ->
                        assertThat(pullRequest.at(part).isNull()).as(part).isTrue());
        assertThat(pullRequest.at("/destination/branch/name").asText()).isEqualTo("main");
    }

    @Test
    void anUnusualAccountIdHoldsMoreThanOneColon() {
        Account odd = acme.bitbucket.account("odd@acme.example", "odd", "Odd").withAccountId("557058:1:2");
        acme.workspace.member(odd);
        assertThat(acme.api.get("/users/557058%3A1%3A2").statusCode()).isEqualTo(200);
        assertThat(acme.api
                        .post(INFRA + "/pullrequests", opening(branch("x"), List.of("557058:1:2")))
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> profile(Account account) {
        return acme.api.get("/users/" + Uris.encoded(account.uuid()));
    }

    private List<String> effectiveReviewers() {
        return RawClient.json(acme.api.get(INFRA + "/effective-default-reviewers"))
                .path("values")
                .findValuesAsText("nickname");
    }

    private HttpResponse<String> open(String branch, Account... reviewers) {
        return acme.api.post(INFRA + "/pullrequests", opening(branch(branch), ids(reviewers)));
    }

    private HttpResponse<String> update(int id, Account... reviewers) {
        return acme.api.put(INFRA + "/pullrequests/" + id, "{\"reviewers\": " + list(ids(reviewers)) + "}");
    }

    private String branch(String name) {
        acme.infra.commit(name, name + ".txt", name);
        return name;
    }

    private static List<String> ids(Account... accounts) {
        return Stream.of(accounts).map(Account::accountId).toList();
    }

    private static String list(List<String> accountIds) {
        return JsonNodes.array(accountIds.stream()
                        .map(id -> JsonNodes.object("account_id", id))
                        .toList())
                .toString();
    }

    private static String opening(String branch, List<String> reviewers) {
        return "{\"title\": \"Add\", \"source\": {\"branch\": {\"name\": \"" + branch + "\"}}, \"reviewers\": "
                + list(reviewers) + "}";
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }
}
