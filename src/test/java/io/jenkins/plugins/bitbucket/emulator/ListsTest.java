package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorting and filtering of collections. */
class ListsTest {

    private static final String INFRA = "/repositories/acme/infra";
    private static final String PULL_REQUESTS = INFRA + "/pullrequests";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void namesAreSortedWithTheirNumbersAsNumbers() {
        List.of("v9", "v10", "v11", "v2.10", "v2.9").forEach(name -> acme.infra.tag(name, acme.first));
        assertThat(names("/refs/tags")).containsExactly("v10", "v11", "v2.10", "v2.9", "v9");
        assertThat(names("/refs/tags?sort=name")).containsExactly("v2.9", "v2.10", "v9", "v10", "v11");
        assertThat(names("/refs/tags?sort=-name")).containsExactly("v11", "v10", "v9", "v2.10", "v2.9");
    }

    @Test
    void otherFieldsAreSortedAsTheyAre() {
        for (int i = 1; i <= 11; i++) {
            acme.openPullRequest("x" + i);
        }
        assertThat(ids("?sort=id&pagelen=3")).containsExactly(1, 2, 3);
        assertThat(ids("?sort=-created_on&pagelen=3")).containsExactly(11, 10, 9);
        assertThat(ids("?sort=source.branch.name&pagelen=3")).containsExactly(1, 10, 11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state IN (\"OPEN\")|3,1",
                "state IN (\"OPEN\", \"DECLINED\")|3,2,1",
                "state NOT IN (\"OPEN\")|2",
                "id > 1 AND id <= 2|2",
                "id = 3|3",
                "merge_commit = null|3,2,1",
                "draft = true|",
                "draft = false AND closed_on != null|2",
                "closed_on >= 2026-01-01|2",
                "closed_on < \"2099-01-01T00:00:00Z\" AND state = \"DECLINED\"|2",
                "closed_on ~ \"20\"|2",
                "title ~ \"ADD X\"|1"
            })
    void aFilterIsUnderstood(String q, String expected) {
        acme.openPullRequest("x");
        acme.openPullRequest("y");
        acme.openPullRequest("z");
        acme.api.post(PULL_REQUESTS + "/2/decline");
        List<Integer> ids = ids("?q=" + Uris.encoded(q));
        assertThat(String.join(",", ids.stream().map(Object::toString).toList()))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void datesAreMoments() {
        Instant before = Instant.now().minusSeconds(60);
        acme.openPullRequest("x");
        String there = before.atOffset(ZoneOffset.ofHours(9)).toString();
        String here = before.atOffset(ZoneOffset.ofHours(-9)).toString();
        assertThat(ids("?q=" + Uris.encoded("created_on > " + there))).containsExactly(1);
        assertThat(ids("?q=" + Uris.encoded("created_on > " + here))).containsExactly(1);
        assertThat(ids("?q=" + Uris.encoded("created_on < " + there))).isEmpty();
        assertThat(ids("?q=" + Uris.encoded("created_on > 2015-11-04"))).containsExactly(1);
        assertThat(ids("?q=" + Uris.encoded("created_on > \"" + there + "\""))).containsExactly(1);
        assertThat(ids("?q=" + Uris.encoded("created_on > \"" + here + "\""))).containsExactly(1);
    }

    @Test
    void anEmptyFilterIsNone() {
        acme.openPullRequest("x");
        acme.openPullRequest("y");
        acme.api.post(PULL_REQUESTS + "/2/decline");

        assertThat(ids("?q=")).containsExactly(1);
        assertThat(ids("?q=&state=DECLINED")).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task_count > abc",
                "task_count > \"abc\"",
                "state = OPEN",
                "state IN OPEN",
                "state IN (\"OPEN\"",
                "created_on > 2015-13-01",
                "id ~ 1",
                "title ~",
                "(title = \"x\"",
                "title = \"x"
            })
    void whatIsNoFilterIsRefused(String q) {
        acme.openPullRequest("x");
        HttpResponse<String> refused = acme.api.get(PULL_REQUESTS + "?q=" + Uris.encoded(q));
        assertThat(refused.statusCode()).as(q).isEqualTo(400);
        assertThat(RawClient.json(refused).at("/error/message").asText()).isEqualTo("Invalid query");
    }

    private List<String> names(String path) {
        return RawClient.json(acme.api.get(INFRA + path + (path.contains("?") ? "&" : "?") + "fields=values.name"))
                .findValuesAsText("name");
    }

    private List<Integer> ids(String query) {
        HttpResponse<String> response = acme.api.get(PULL_REQUESTS + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RawClient.json(response).path("values").findValues("id").stream()
                .map(id -> id.asInt())
                .toList();
    }
}
