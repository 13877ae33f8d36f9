package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {

    private static final String SOURCES = "/repositories/acme/infra/src/";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aFileIsReadAtABranchAndAtACommit() {
        String second = acme.infra.commit("main", "docs/README.md", "More\n");

        assertThat(acme.api.get(SOURCES + "main/docs/README.md").body()).isEqualTo("More\n");
        assertThat(acme.api.get(SOURCES + second + "/README.md").body()).isEqualTo("Infrastructure\n");
        assertThat(acme.api.get(SOURCES + acme.first + "/docs/README.md").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFileIsDescribedInPlaceOfItsText() {
        JsonNode file = RawClient.json(acme.api.get(SOURCES + "main/README.md?format=meta"));

        assertThat(file.path("type").asText()).isEqualTo("commit_file");
        assertThat(file.path("path").asText()).isEqualTo("README.md");
        assertThat(file.at("/commit/hash").asText()).isEqualTo(acme.first);
    }

    @Test
    void whetherAFileIsThereIsAskedWithoutItsText() {
        HttpResponse<String> there = acme.api.head(SOURCES + "main/README.md");

        assertThat(there.statusCode()).isEqualTo(200);
        assertThat(there.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "main/missing.txt, No such file or directory",
        "main/docs, No such file or directory",
        "missing/README.md, Commit not found",
        "feature%2Fa/README.md, Commit not found"
    })
    void whatIsNotThereIsSaidToBeMissing(String path, String message) {
        acme.infra.commit("main", "docs/README.md", "More\n");
        acme.infra.commit("feature/a", "a.txt", "a");

        HttpResponse<String> missing = acme.api.get(SOURCES + path);

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(RawClient.json(missing).at("/error/message").asText()).startsWith(message);
    }

    @Test
    void readingNeedsItsScope() {
        assertThat(acme.as(acme.ci, Scopes.READ_USER)
                        .get(SOURCES + "main/README.md")
                        .statusCode())
                .isEqualTo(403);
    }
}
