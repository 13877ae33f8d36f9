package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReviewsTest {

    private static final String PULL_REQUEST = "/repositories/acme/infra/pullrequests/1";

    private final EmulatedAcme acme = new EmulatedAcme();
    private final RawClient ada = acme.as(acme.ada, Scopes.ALL.toArray(String[]::new));

    @BeforeEach
    void open() {
        acme.openPullRequest("x");
        acme.api.put(PULL_REQUEST, "{\"reviewers\": [{\"uuid\": \"" + acme.ada.uuid() + "\"}]}");
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aReviewerApproves() {
        HttpResponse<String> approved = ada.post(PULL_REQUEST + "/approve");
        assertThat(approved.statusCode()).isEqualTo(200);
        assertThat(RawClient.json(approved).path("role").asText()).isEqualTo("REVIEWER");
        assertThat(participants()).singleElement().satisfies(participant -> {
            assertThat(participant.path("approved").asBoolean()).isTrue();
            assertThat(participant.path("state").asText()).isEqualTo("approved");
            assertThat(participant.path("participated_on").asText()).isNotEmpty();
        });
    }

    @Test
    void anApprovalIsTakenBack() {
        ada.post(PULL_REQUEST + "/approve");
        assertThat(ada.delete(PULL_REQUEST + "/approve").statusCode()).isEqualTo(204);
        assertThat(participants()).singleElement().satisfies(participant -> {
            assertThat(participant.path("approved").asBoolean()).isFalse();
            assertThat(participant.get("state").isNull()).isTrue();
        });
        assertThat(ada.delete(PULL_REQUEST + "/approve").statusCode()).isEqualTo(404);
    }

    @Test
    void whoRequestsChangesApprovesNoMore() {
        ada.post(PULL_REQUEST + "/approve");
        JsonNode requested = RawClient.json(ada.post(PULL_REQUEST + "/request-changes"));
        assertThat(requested.path("state").asText()).isEqualTo("changes_requested");
        assertThat(requested.path("approved").asBoolean()).isFalse();
        assertThat(ada.delete(PULL_REQUEST + "/approve").statusCode()).isEqualTo(404);
        assertThat(ada.delete(PULL_REQUEST + "/request-changes").statusCode()).isEqualTo(204);
    }

    @Test
    void whoIsNoReviewerTakesPartToo() {
        acme.api.post(PULL_REQUEST + "/approve");
        assertThat(participants())
                .extracting(participant -> participant.path("role").asText())
                .containsExactly("REVIEWER", "PARTICIPANT");
    }

    @Test
    void theSameIsNotSaidTwice() {
        ada.post(PULL_REQUEST + "/approve");
        assertThat(ada.post(PULL_REQUEST + "/approve").statusCode()).isEqualTo(409);
    }

    @Test
    void afterTheMergeNothingChanges() {
        ada.post(PULL_REQUEST + "/approve");
        acme.infra.merge(1);
        assertThat(List.of(
                        ada.delete(PULL_REQUEST + "/approve").statusCode(),
                        ada.post(PULL_REQUEST + "/request-changes").statusCode(),
                        ada.delete(PULL_REQUEST + "/request-changes").statusCode()))
                .containsOnly(400);
    }

    @Test
    void jsonThatIsAnnouncedHasToCome() {
        HttpResponse<String> refused = ada.post(PULL_REQUEST + "/approve", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("Bad Request");
    }

    private JsonNode participants() {
        return RawClient.json(acme.api.get(PULL_REQUEST)).path("participants");
    }
}
