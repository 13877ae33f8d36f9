package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TagsTest {

    private static final String REFS = "/repositories/acme/infra/refs";
    private static final String TAGS = REFS + "/tags";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aTagIsMadeWithAMessageOfBitbuckets() {
        HttpResponse<String> created = create("v1.0", acme.first.substring(0, 8), "");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode tag = RawClient.json(created);
        assertThat(tag.path("type").asText()).isEqualTo("tag");
        assertThat(tag.at("/target/hash").asText()).isEqualTo(acme.first);
        assertThat(tag.path("message").asText())
                .isEqualTo("Added tag v1.0 for changeset " + acme.first.substring(0, 12) + "\n");
        assertThat(tag.at("/tagger/raw").asText()).isEqualTo("Acme CI <ci@acme.example>");
        assertThat(RawClient.json(acme.api.get(TAGS + "/v1.0"))).isEqualTo(tag);
    }

    @Test
    void aTagIsMadeWithAMessageOfOnesOwn() {
        create("v1.0", "main", ", \"message\": \"First\"");
        assertThat(RawClient.json(acme.api.get(TAGS + "/v1.0")).path("message").asText())
                .isEqualTo("First\n");
    }

    @Test
    void aTagWithoutMessageHasNone() {
        acme.infra.tag("light", acme.first);
        assertThat(RawClient.json(acme.api.get(TAGS + "/light")).has("message")).isFalse();
    }

    @Test
    void badTagsAreRefused() {
        create("v1.0", "main", "");
        assertThat(List.of(
                        create("v1.0", "main", "").statusCode(),
                        create("", "main", "").statusCode(),
                        create("a b", "main", "").statusCode(),
                        create("v2", "missing", "").statusCode()))
                .containsOnly(400);
        assertThat(RawClient.json(acme.api.get(TAGS)).path("values")).hasSize(1);
    }

    @Test
    void aTagIsDeleted() {
        acme.infra.tag("releases/v1", acme.first);
        assertThat(acme.api.delete(TAGS + "/releases/v1").statusCode()).isEqualTo(204);
        assertThat(acme.api.delete(TAGS + "/releases/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void branchesAndTagsAreRefs() {
        acme.infra.tag("v1", acme.first);
        JsonNode refs = RawClient.json(acme.api.get(REFS)).path("values");
        assertThat(refs).extracting(ref -> ref.path("type").asText()).containsExactly("branch", "tag");
        assertThat(RawClient.json(acme.api.get(REFS + "?q=name%3D%22v1%22")).path("values"))
                .hasSize(1);
    }

    @Test
    void writingNeedsItsScopeAndThePermission() {
        RawClient reader = acme.as(acme.ci, Scopes.READ_REPOSITORY);
        assertThat(reader.post(TAGS, body("v1", "main", "")).statusCode()).isEqualTo(403);
        acme.infra.tag("v1", acme.first).readOnlyFor(acme.ci);
        assertThat(create("v2", "main", "").statusCode()).isEqualTo(403);
        assertThat(acme.api.delete(TAGS + "/v1").statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> create(String name, String target, String more) {
        return acme.api.post(TAGS, body(name, target, more));
    }

    private static String body(String name, String target, String more) {
        return "{\"name\": \"" + name + "\", \"target\": {\"hash\": \"" + target + "\"}" + more + "}";
    }
}
