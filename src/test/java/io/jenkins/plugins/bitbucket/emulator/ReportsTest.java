package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final String LINT =
            "{\"title\": \"Lint\", \"details\": \"Two\", \"report_type\": \"BUG\", \"result\": \"PENDING\"}";

    private final EmulatedAcme acme = new EmulatedAcme();
    private final String reports = "/repositories/acme/infra/commit/" + acme.first + "/reports";
    private final String annotations = reports + "/lint/annotations";

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aReportIsMadeAndOverwritten() {
        JsonNode made = RawClient.json(acme.api.put(reports + "/lint", LINT));
        assertThat(made.path("external_id").asText()).isEqualTo("lint");
        assertThat(made.path("result").asText()).isEqualTo("PENDING");
        HttpResponse<String> again = acme.api.put(
                reports + "/" + made.path("uuid").asText().replace("{", "%7B").replace("}", "%7D"),
                LINT.replace("PENDING", "PASSED"));
        assertThat(again.statusCode()).isEqualTo(200);
        JsonNode listed = RawClient.json(acme.api.get(reports)).path("values");
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/result").asText()).isEqualTo("PASSED");
        assertThat(listed.at("/0/uuid")).isEqualTo(made.path("uuid"));
    }

    @Test
    void annotationsComeTogether() {
        acme.api.put(reports + "/lint", LINT);
        HttpResponse<String> made = acme.api.post(annotations, list(1, 3));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(RawClient.json(made)).hasSize(3);
        acme.api.post(annotations, list(3, 4));
        assertThat(RawClient.json(acme.api.get(annotations)).path("values").findValuesAsText("external_id"))
                .containsExactly("1", "2", "3", "4");
        acme.api.put(annotations + "/4", annotation(4).replace("Found", "Seen"));
        assertThat(RawClient.json(acme.api.get(annotations + "/4"))
                        .path("summary")
                        .asText())
                .isEqualTo("Seen 4");
        assertThat(acme.api.delete(annotations + "/4").statusCode()).isEqualTo(204);
        assertThat(acme.api.get(annotations + "/4").statusCode()).isEqualTo(404);
    }

    @Test
    void aHundredAtOnceAndAThousandOfAReportAreTheMost() {
        acme.api.put(reports + "/lint", LINT);
        assertThat(acme.api.post(annotations, list(1, 101)).statusCode()).isEqualTo(400);
        assertThat(IntStream.range(0, 10)
                        .map(i -> acme.api
                                .post(annotations, list(i * 100 + 1, i * 100 + 100))
                                .statusCode()))
                .containsOnly(200);
        assertThat(acme.api.post(annotations, list(1001, 1001)).statusCode()).isEqualTo(400);
        assertThat(RawClient.json(acme.api.get(annotations)).path("size").asInt())
                .isEqualTo(1000);
    }

    @Test
    void whatIsNoReportIsRefused() {
        acme.api.put(reports + "/lint", LINT);
        assertThat(List.of(
                        acme.api.put(reports + "/a", "{}"),
                        acme.api.put(reports + "/a", LINT.replace("BUG", "FLY")),
                        acme.api.post(annotations, "[]"),
                        acme.api.post(annotations, "{}"),
                        acme.api.post(annotations, "[{}]"),
                        acme.api.post(annotations, "[" + annotation(1).replace("CODE_SMELL", "SMELL") + "]")))
                .allSatisfy(refused -> assertThat(refused.statusCode()).isEqualTo(400));
        assertThat(acme.api.post(reports + "/none/annotations", list(1, 1)).statusCode())
                .isEqualTo(404);
        assertThat(RawClient.json(acme.api.get(annotations)).path("values")).isEmpty();
    }

    @Test
    void aReportIsDeleted() {
        acme.api.put(reports + "/lint", LINT);
        assertThat(acme.api.delete(reports + "/lint").statusCode()).isEqualTo(204);
        assertThat(acme.api.get(reports + "/lint").statusCode()).isEqualTo(404);
    }

    private static String list(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(ReportsTest::annotation)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String annotation(int id) {
        return "{\"external_id\": \"" + id + "\", \"annotation_type\": \"CODE_SMELL\", \"summary\": \"Found " + id
                + "\", \"path\": \"README.md\", \"line\": 1}";
    }
}
