package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.git.CommitWriter;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {

    private static final String SOURCES = "/repositories/acme/infra/src/";

    @TempDir
    Path folder;

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
    void headAndTagsNameCommitsToo() {
        acme.infra.tag("v1", acme.first);
        acme.infra.commit("main", "README.md", "Changed\n");
        assertThat(acme.api.get(SOURCES + "HEAD/README.md").body()).isEqualTo("Changed\n");
        assertThat(acme.api.get(SOURCES + "v1/README.md").body()).isEqualTo("Infrastructure\n");
    }

    @Test
    void aFileComesByteForByte() throws Exception {
        byte[] bytes = {0, (byte) 0xFF, (byte) 0xC3, 10};
        Path file = Files.write(folder.resolve("bytes"), bytes);
        CommitWriter writer = acme.infra.git().writer();
        acme.infra.git().move("refs/heads/main", writer.file(Optional.empty(), "a/logo ü.png", writer.blob(file)));
        HttpResponse<byte[]> response = RawClient.HTTP.send(
                acme.api.request(SOURCES + "main/a/logo%20%C3%BC.png").build(), BodyHandlers.ofByteArray());
        assertThat(response.body()).isEqualTo(bytes);
        assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(response.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename*=UTF-8''logo%20%C3%BC.png");
        assertThat(RawClient.json(acme.api.get(SOURCES + "main/a/logo%20%C3%BC.png?format=meta"))
                        .at("/attributes/0")
                        .asText())
                .isEqualTo("binary");
    }

    @Test
    void theSameContentHasTheSameTag() {
        acme.infra.commit("main", "copy.md", "Infrastructure\n");
        assertThat(tag("main/copy.md")).isEqualTo(tag("main/README.md")).isNotEmpty();
        acme.infra.commit("main", "copy.md", "Changed\n");
        assertThat(tag("main/copy.md")).isNotEqualTo(tag("main/README.md"));
    }

    @Test
    void aFolderIsListed() {
        acme.infra.commit("main", "docs/a.md", "a");
        acme.infra.commit("main", "docs/deep/b.md", "bb");
        JsonNode docs = RawClient.json(acme.api.get(SOURCES + "main/docs"));
        assertThat(paths(docs)).containsExactly("docs/a.md", "docs/deep");
        assertThat(docs.at("/values/0/size").asInt()).isEqualTo(1);
        assertThat(docs.at("/values/1/type").asText()).isEqualTo("commit_directory");
        assertThat(docs.at("/values/1/links/self/href").asText()).endsWith("/docs/deep/");
        assertThat(paths(RawClient.json(acme.api.get(SOURCES + "main/docs?max_depth=2"))))
                .containsExactly("docs/a.md", "docs/deep", "docs/deep/b.md");
        assertThat(paths(RawClient.json(acme.api.get(SOURCES + "main/docs?q=type%3D%22commit_file%22"))))
                .containsExactly("docs/a.md");
        assertThat(RawClient.json(acme.api.get(SOURCES + "main/docs?format=meta"))
                        .path("type")
                        .asText())
                .isEqualTo("commit_directory");
    }

    @Test
    void theRootIsListedAfterASlash() {
        assertThat(paths(RawClient.json(acme.api.get(SOURCES + "main/")))).containsExactly("README.md");
        HttpResponse<String> root = acme.api.get("/repositories/acme/infra/src?pagelen=1");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location"))
                .contains(acme.bitbucket.apiUrl() + SOURCES + acme.first + "/?pagelen=1");
    }

    @Test
    void whetherAFileIsThereIsAskedWithoutItsText() {
        HttpResponse<String> there = acme.api.head(SOURCES + "main/README.md");

        assertThat(there.statusCode()).isEqualTo(200);
        assertThat(there.body()).isEmpty();
        assertThat(there.headers().firstValue("Content-Length")).contains("15");
    }

    @ParameterizedTest
    @CsvSource({
        "main/missing.txt, No such file or directory",
        "main/doc, No such file or directory",
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

    private String tag(String path) {
        return acme.api.get(SOURCES + path).headers().firstValue("ETag").orElse("");
    }

    private static List<String> paths(JsonNode listing) {
        return listing.path("values").findValuesAsText("path");
    }
}
