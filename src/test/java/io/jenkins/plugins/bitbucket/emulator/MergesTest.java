package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergesTest {

    private static final String INFRA = "/repositories/acme/infra";
    private static final String PULL_REQUEST = INFRA + "/pullrequests/1";
    private static final String MERGE = PULL_REQUEST + "/merge";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aMergeCommitHasBothSides() {
        openBesideMain();
        String main = tip("main");
        HttpResponse<String> merged = acme.api.post(MERGE);
        assertThat(merged.statusCode()).isEqualTo(200);
        JsonNode json = RawClient.json(merged);
        assertThat(json.path("state").asText()).isEqualTo("MERGED");
        assertThat(json.at("/closed_by/nickname").asText()).isEqualTo("acme-ci");
        assertThat(tip("main")).startsWith(json.at("/merge_commit/hash").asText());
        assertThat(parents()).containsExactly(main, tip("x"));
        assertThat(filesOfMain()).containsExactly("README.md", "main.txt", "x.txt", "x2.txt");
        assertThat(commit().getFullMessage()).isEqualTo("Merged in x (pull request #1)\n\nAdd x\n");
        assertThat(commit().getAuthorIdent().getName()).isEqualTo("Acme CI");
    }

    @ParameterizedTest
    @CsvSource({"squash, 1", "squash_fast_forward, 1", "rebase_fast_forward, 2", "fast_forward, 2"})
    void historyStaysStraight(String strategy, int commits) {
        acme.openPullRequest("x");
        acme.infra.commit("x", "x2.txt", "x2");
        assertThat(merge("\"merge_strategy\": \"" + strategy + "\"").statusCode())
                .isEqualTo(200);
        assertThat(RawClient.json(acme.api.get(INFRA + "/commits/main?fields=values.hash"))
                        .path("values"))
                .hasSize(1 + commits);
        assertThat(filesOfMain()).containsExactly("README.md", "x.txt", "x2.txt");
    }

    @ParameterizedTest
    @CsvSource({"squash, 1", "rebase_fast_forward, 2", "rebase_merge, 3"})
    void newCommitsAreMadeOnTopOfADestinationThatHasItsOwn(String strategy, int commits) {
        openBesideMain();
        String main = tip("main");
        assertThat(merge("\"merge_strategy\": \"" + strategy + "\"").statusCode())
                .isEqualTo(200);
        assertThat(RawClient.json(acme.api.get(INFRA + "/commits/main?exclude=" + main))
                        .path("values"))
                .hasSize(commits);
        assertThat(filesOfMain()).containsExactly("README.md", "main.txt", "x.txt", "x2.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast_forward", "squash_fast_forward"})
    void aFastForwardIsRefusedIfTheDestinationHasCommitsOfItsOwn(String strategy) {
        openBesideMain();
        String main = tip("main");
        assertThat(merge("\"merge_strategy\": \"" + strategy + "\"").statusCode())
                .isEqualTo(400);
        assertThat(tip("main")).isEqualTo(main);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge_commit", "squash", "rebase_fast_forward", "rebase_merge"})
    void conflictsAreForPeople(String strategy) {
        acme.infra.commit("x", "README.md", "Of x\n");
        acme.openPullRequest("x");
        String main = acme.infra.commit("main", "README.md", "Of main\n");
        HttpResponse<String> refused = merge("\"merge_strategy\": \"" + strategy + "\"");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(message(refused)).isEqualTo("You can't merge until you resolve all merge conflicts.");
        assertThat(tip("main")).isEqualTo(main);
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("OPEN");
    }

    @Test
    void messageAndSourceBranchAreUpToWhoMerges() {
        acme.openPullRequest("x");
        merge("\"message\": \"Ship it\", \"close_source_branch\": true");
        assertThat(commit().getFullMessage()).isEqualTo("Ship it\n");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void theSourceBranchGoesAsWasSaidWhenItWasOpened() {
        acme.openPullRequest("x");
        acme.api.put(PULL_REQUEST, "{\"close_source_branch\": true}");
        acme.openPullRequest("y");
        merge("\"message\": \"Ship it\"");
        acme.api.post(INFRA + "/pullrequests/2/merge");
        assertThat(acme.infra.branches()).containsExactly("main", "y");
    }

    @Test
    void whatIsClosedIsNotMerged() {
        acme.openPullRequest("x");
        acme.api.post(MERGE);
        assertThat(List.of(acme.api.post(MERGE), acme.api.post(PULL_REQUEST + "/decline")))
                .allSatisfy(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(400);
                    assertThat(message(refused)).contains("This pull request is already closed.");
                });
        assertThat(merge("\"merge_strategy\": \"octopus\"").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409})
    void aMergeCheckCanFail(int status) {
        acme.openPullRequest("x");
        acme.infra.failMergeCheck(status, "1 approval is needed.");
        HttpResponse<String> refused = acme.api.post(MERGE);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(message(refused)).isEqualTo("1 approval is needed.");
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("OPEN");
    }

    @Test
    void aMergeGoesOnInTheBackgroundIfThatIsAskedFor() {
        acme.openPullRequest("x");
        HttpResponse<String> accepted = acme.api.post(MERGE + "?async=true");
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        JsonNode task = RawClient.json(acme.api.get(task(accepted)));
        assertThat(task.path("task_status").asText()).isEqualTo("SUCCESS");
        assertThat(task.at("/merge_result/state").asText()).isEqualTo("MERGED");
    }

    @Test
    void aMergeCanGoOnInTheBackgroundUnasked() {
        acme.bitbucket.quirks().mergesInBackground(2);
        acme.openPullRequest("x");
        HttpResponse<String> accepted = acme.api.post(MERGE);
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(Stream.generate(() -> RawClient.json(acme.api.get(task(accepted)))
                                .path("task_status")
                                .asText())
                        .limit(3))
                .containsExactly("PENDING", "PENDING", "SUCCESS");
    }

    @Test
    void aTaskTellsWhyItFailedToWhoStartedIt() {
        acme.infra.commit("x", "README.md", "Of x\n");
        acme.openPullRequest("x");
        acme.infra.commit("main", "README.md", "Of main\n");
        HttpResponse<String> accepted = acme.api.post(MERGE + "?async=true");
        HttpResponse<String> failed = acme.api.get(task(accepted));
        assertThat(failed.statusCode()).isEqualTo(400);
        assertThat(message(failed)).isEqualTo("You can't merge until you resolve all merge conflicts.");
        assertThat(acme.as(acme.ada, Scopes.READ_PULL_REQUEST)
                        .get(task(accepted))
                        .statusCode())
                .isEqualTo(403);
        assertThat(acme.api.get(MERGE + "/task-status/unknown").statusCode()).isEqualTo(400);
    }

    @Test
    void whoMayOnlyReadCannotMerge() {
        acme.openPullRequest("x");
        acme.infra.readOnlyFor(acme.ci);
        assertThat(acme.api.post(MERGE).statusCode()).isEqualTo(403);
    }

    /** Two commits on x, and one on main that is not on x. */
    private void openBesideMain() {
        acme.openPullRequest("x");
        acme.infra.commit("x", "x2.txt", "x2");
        acme.infra.commit("main", "main.txt", "main");
    }

    private HttpResponse<String> merge(String options) {
        return acme.api.post(MERGE, "{\"type\": \"pullrequest_merge_parameters\", " + options + "}");
    }

    private static String message(HttpResponse<String> response) {
        return RawClient.json(response).at("/error/message").asText();
    }

    private String task(HttpResponse<String> accepted) {
        return accepted.headers()
                .firstValue("Location")
                .orElseThrow()
                .substring(acme.bitbucket.apiUrl().toString().length());
    }

    private String tip(String branch) {
        return acme.infra.tip(branch).orElseThrow();
    }

    private RevCommit commit() {
        return acme.infra.git().commit(ObjectId.fromString(tip("main")));
    }

    private List<String> parents() {
        return Stream.of(commit().getParents()).map(ObjectId::name).toList();
    }

    private List<String> filesOfMain() {
        return RawClient.json(acme.api.get(INFRA + "/src/main/?fields=values.path"))
                .findValuesAsText("path");
    }
}
