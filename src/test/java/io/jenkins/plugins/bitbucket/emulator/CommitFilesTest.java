package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitFilesTest {

    private static final String INFRA = "/repositories/acme/infra";
    private static final String SOURCES = INFRA + "/src";

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void filesAreWrittenOnTopOfTheMainBranch() {
        HttpResponse<String> response = post(
                file("docs/a.md", "A"), file("/b.txt", "B"), field("message", "Add two"), field("author", "Jo <jo@x>"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        String tip = acme.infra.tip("main").orElseThrow();
        assertThat(response.headers().firstValue("Location"))
                .contains(acme.bitbucket.apiUrl() + INFRA + "/commit/" + tip);
        assertThat(content("main/docs/a.md")).isEqualTo("A");
        assertThat(content("main/b.txt")).isEqualTo("B");
        assertThat(content("main/README.md")).isEqualTo("Infrastructure\n");
        JsonNode commit = commit(tip);
        assertThat(commit.path("message").asText()).isEqualTo("Add two\n");
        assertThat(commit.at("/author/raw").asText()).isEqualTo("Jo <jo@x>");
        assertThat(commit.at("/parents/0/hash").asText()).isEqualTo(acme.first);
    }

    @Test
    void aFormOfTextsWorksAsWell() {
        HttpResponse<String> response = send(
                "application/x-www-form-urlencoded",
                BodyPublishers.ofString("/message=a+file&message=Say+so&n%2Fa.txt=%C3%BC&branch=texts"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(content("texts/message")).isEqualTo("a file");
        assertThat(content("texts/n/a.txt")).isEqualTo("ü");
        JsonNode commit = commit("texts");
        assertThat(commit.path("message").asText()).isEqualTo("Say so\n");
        assertThat(commit.at("/author/raw").asText()).isEqualTo("Acme CI <ci@acme.example>");
        assertThat(acme.infra.tip("main")).contains(acme.first);
    }

    @Test
    void aFileThatIsOnlyNamedIsDeleted() {
        acme.infra.commit("main", "old.txt", "old");
        post(field("files", "/old.txt"), field("files", "new.txt"), file("new.txt", "new"));
        assertThat(paths("main")).containsExactly("README.md", "new.txt");
    }

    @Test
    void anUnknownBranchBeginsAtTheMainOneOrWhereItIsTold() {
        String second = acme.infra.commit("main", "two.txt", "2");
        post(field("branch", "from/main"), file("a", "a"));
        post(field("branch", "from/first"), field("parents", acme.first), file("a", "a"));
        post(field("branch", "nothing/new"), field("parents", acme.first));
        assertThat(commit(acme.infra.tip("from/main").orElseThrow())
                        .at("/parents/0/hash")
                        .asText())
                .isEqualTo(second);
        assertThat(paths(acme.infra.tip("from/first").orElseThrow())).containsExactly("README.md", "a");
        String nothing = acme.infra.tip("nothing/new").orElseThrow();
        assertThat(commit(nothing).at("/parents/0/hash").asText()).isEqualTo(acme.first);
        assertThat(paths(nothing)).containsExactly("README.md");
        assertThat(acme.infra.tip("main")).contains(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", ""})
    void aParentBehindTheTipIsAConflict(String branch) {
        String second = acme.infra.commit("main", "two.txt", "2");
        String[] named = branch.isEmpty() ? new String[0] : new String[] {field("branch", branch)};
        assertThat(post(with(named, field("parents", acme.first), file("a", "a")))
                        .statusCode())
                .isEqualTo(409);
        assertThat(acme.infra.tip("main")).contains(second);
        assertThat(post(with(named, field("parents", second), file("a", "a"))).statusCode())
                .isEqualTo(201);
    }

    @Test
    void theFirstCommitMakesTheMainBranch() {
        HostedRepository empty = acme.workspace.repository("empty");
        assertThat(send(
                                "/repositories/acme/empty/src",
                                "multipart/form-data; boundary=next",
                                multipart(field("branch", "trunk"), file("a", "a")))
                        .statusCode())
                .isEqualTo(201);
        assertThat(empty.branches()).containsExactly("trunk");
        assertThat(RawClient.json(acme.api.get("/repositories/acme/empty"))
                        .at("/mainbranch/name")
                        .asText())
                .isEqualTo("trunk");
    }

    @Test
    void filesCanBeExecutableOrLinks() {
        post(
                "Content-Disposition: attachment; filename=\"run.sh\"; x-attributes:\"executable\"\r\n"
                        + "Content-ID: \"bin/run.sh\"\r\n\r\n#!/bin/sh",
                "Content-Disposition: form-data; name=\"LINK\"; filename=\"LINK\"; x-attributes=\"link\"\r\n\r\nREADME.md");
        assertThat(attribute("bin/run.sh")).isEqualTo("executable");
        assertThat(attribute("LINK")).isEqualTo("link");
        post(file("bin/run.sh", "echo"));
        assertThat(attribute("bin/run.sh")).isEmpty();
    }

    @Test
    void aFileCanBeNamedLikeAField() {
        post(file("message", "I am a file"), field("message", "I am not"));
        assertThat(content("main/message")).isEqualTo("I am a file");
        assertThat(commit("main").path("message").asText()).isEqualTo("I am not\n");
    }

    @Test
    void aLargeFileIsTaken() throws Exception {
        long bytes = 64L << 20;
        byte[] head = ("--next\r\n" + file("large.bin", "")).getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\r\n--next--\r\n".getBytes(StandardCharsets.UTF_8);
        List<InputStream> pieces =
                List.of(new ByteArrayInputStream(head), new Zeros(bytes), new ByteArrayInputStream(tail));
        HttpResponse<String> response = send(
                "multipart/form-data; boundary=next",
                BodyPublishers.ofInputStream(() -> new SequenceInputStream(Collections.enumeration(pieces))));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(RawClient.json(acme.api.get(SOURCES + "/main/large.bin?format=meta"))
                        .path("size")
                        .asLong())
                .isEqualTo(bytes);
        assertThat(acme.bitbucket.requests().get(0).body()).isEmpty();
    }

    @Test
    void whatIsNoCommitIsRefused() {
        assertThat(List.of(
                        post(file("../a", "a")).statusCode(),
                        post(file("a/.git/config", "a")).statusCode(),
                        post(file("a", "a"), field("author", "nobody")).statusCode(),
                        post(file("a", "a"), field("branch", "a b")).statusCode(),
                        post(field("parents", acme.first), field("parents", "x"))
                                .statusCode(),
                        send("text/plain", BodyPublishers.ofString("a")).statusCode(),
                        send("multipart/form-data; boundary=other", multipart(file("a", "a")))
                                .statusCode()))
                .containsOnly(400);
        assertThat(post(file("a", "a"), field("parents", "0123456")).statusCode())
                .isEqualTo(404);
        assertThat(acme.infra.tip("main")).contains(acme.first);
    }

    @Test
    void writingNeedsItsScopeAndThePermission() {
        assertThat(acme.as(acme.ci, Scopes.READ_REPOSITORY).post(SOURCES).statusCode())
                .isEqualTo(403);
        acme.infra.readOnlyFor(acme.ci);
        assertThat(post(file("a", "a")).statusCode()).isEqualTo(403);
    }

    private static String field(String name, String value) {
        return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value;
    }

    private static String file(String path, String content) {
        return "Content-Disposition: form-data; name=\"" + path + "\"; filename=\"file\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + content;
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    private static BodyPublisher multipart(String... parts) {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            body.append("--next\r\n").append(part).append("\r\n");
        }
        return BodyPublishers.ofString(body + "--next--\r\n");
    }

    private HttpResponse<String> post(String... parts) {
        return send("multipart/form-data; boundary=next", multipart(parts));
    }

    private HttpResponse<String> send(String type, BodyPublisher body) {
        return send(SOURCES, type, body);
    }

    private HttpResponse<String> send(String path, String type, BodyPublisher body) {
        try {
            return RawClient.HTTP.send(
                    acme.api
                            .request(path)
                            .header("Content-Type", type)
                            .POST(body)
                            .build(),
                    BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String content(String path) {
        return acme.api.get(SOURCES + "/" + path).body();
    }

    private JsonNode commit(String revision) {
        return RawClient.json(acme.api.get(INFRA + "/commit/" + Uris.encoded(revision)));
    }

    private List<String> paths(String revision) {
        return RawClient.json(acme.api.get(SOURCES + "/" + revision + "/?fields=values.path"))
                .findValuesAsText("path");
    }

    private String attribute(String path) {
        return RawClient.json(acme.api.get(SOURCES + "/main/" + path + "?format=meta"))
                .at("/attributes/0")
                .asText();
    }

    /** The number of zero bytes. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
