package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommentsTest {

    private static final String PULL_REQUEST = "/repositories/acme/infra/pullrequests/1";
    private static final String COMMENTS = PULL_REQUEST + "/comments";

    private final EmulatedAcme acme = new EmulatedAcme();

    @BeforeEach
    void open() {
        acme.openPullRequest("x");
    }

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aCommentIsWrittenReadAndEdited() {
        HttpResponse<String> added = add("Looks *good*");
        assertThat(added.statusCode()).isEqualTo(201);
        JsonNode comment = RawClient.json(added);
        assertThat(comment.at("/content/raw").asText()).isEqualTo("Looks *good*");
        assertThat(comment.at("/user/nickname").asText()).isEqualTo("acme-ci");
        assertThat(comment.path("deleted").asBoolean()).isFalse();
        String path = path(comment);
        assertThat(added.headers().firstValue("Location")).contains(acme.bitbucket.apiUrl() + path);
        HttpResponse<String> edited = acme.api.put(path, content("Looks better"));
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(RawClient.json(acme.api.get(path)).at("/content/raw").asText())
                .isEqualTo("Looks better");
        assertThat(RawClient.json(acme.api.get(PULL_REQUEST))
                        .path("comment_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aDeletedCommentStaysInTheListWithoutItsText() {
        add("First");
        String path = path(RawClient.json(add("Second")));
        assertThat(acme.api.delete(path).statusCode()).isEqualTo(204);
        JsonNode listed = RawClient.json(acme.api.get(COMMENTS)).path("values");
        assertThat(listed)
                .extracting(comment -> comment.path("deleted").asBoolean())
                .containsExactly(false, true);
        assertThat(listed.at("/1/content/raw").asText()).isEmpty();
        assertThat(List.of(
                        acme.api.delete(path).statusCode(),
                        acme.api.put(path, content("Again")).statusCode()))
                .containsOnly(404);
        assertThat(RawClient.json(acme.api.get(PULL_REQUEST))
                        .path("comment_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aCommentIsAboutALineOrAnswersAnother() {
        JsonNode inline = RawClient.json(acme.api.post(
                COMMENTS, "{\"content\": {\"raw\": \"Why?\"}, \"inline\": {\"path\": \"x.txt\", \"to\": 1}}"));
        assertThat(inline.at("/inline/path").asText()).isEqualTo("x.txt");
        assertThat(inline.at("/inline/to").asInt()).isEqualTo(1);
        int id = inline.path("id").asInt();
        acme.api.post(COMMENTS, "{\"content\": {\"raw\": \"So!\"}, \"parent\": {\"id\": " + id + "}}");
        assertThat(acme.infra.comments(1))
                .satisfiesExactly(
                        first -> assertThat(first.parent()).isEmpty(),
                        answer -> assertThat(answer.parent()).contains(id));
    }

    @Test
    void commentsComeInPages() {
        IntStream.range(0, 12).forEach(i -> add("Comment " + i));
        JsonNode first = RawClient.json(acme.api.get(COMMENTS));
        assertThat(first.path("values")).hasSize(10);
        assertThat(first.at("/values/0/content/raw").asText()).isEqualTo("Comment 0");
        assertThat(first.path("next").asText()).endsWith("page=2");
        assertThat(RawClient.json(acme.api.get(COMMENTS + "?page=2")).path("values"))
                .hasSize(2);
        assertThat(RawClient.json(acme.api.get(COMMENTS + "?sort=-id&q=content.raw~%22comment%201%22"))
                        .at("/values/0/content/raw")
                        .asText())
                .isEqualTo("Comment 11");
    }

    @Test
    void whatIsNoCommentIsRefused() {
        assertThat(List.of(
                        "{}",
                        content(" "),
                        "{\"content\": {\"raw\": \"x\"}, \"inline\": {}}",
                        "{\"content\": {\"raw\": \"x\"}, \"parent\": {\"id\": 77}}"))
                .allSatisfy(body ->
                        assertThat(acme.api.post(COMMENTS, body).statusCode()).isEqualTo(400));
        assertThat(acme.api
                        .post("/repositories/acme/infra/pullrequests/7/comments", content("x"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(acme.api.get(COMMENTS + "/77").statusCode()).isEqualTo(404);
    }

    @Test
    void theCommentsOfOthersStayAsTheyAre() {
        String path = path(RawClient.json(add("Mine")));
        RawClient ada = acme.as(acme.ada, Scopes.READ_PULL_REQUEST);
        assertThat(ada.put(path, content("Yours")).statusCode()).isEqualTo(403);
        assertThat(ada.delete(path).statusCode()).isEqualTo(403);
        assertThat(acme.as(acme.ci, Scopes.READ_REPOSITORY).get(COMMENTS).statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> add(String text) {
        return acme.api.post(COMMENTS, content(text));
    }

    private static String path(JsonNode comment) {
        return COMMENTS + "/" + comment.path("id").asInt();
    }

    private static String content(String text) {
        return "{\"content\": {\"raw\": \"" + text + "\"}}";
    }
}
