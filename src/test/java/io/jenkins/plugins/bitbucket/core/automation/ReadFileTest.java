package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.Encoding;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.IfMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFileTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    private static ReadFile.Request request(String path, String ref, String encoding, IfMissing ifMissing) {
        return new ReadFile.Request(
                INFRA, new SourcePath(path), StartPoint.parse(ref), Encoding.parse(encoding), ifMissing);
    }

    private ReadFile.Result read(String path, String ref) {
        return new ReadFile()
                .run(request(path, ref, "", IfMissing.FAIL), client)
                .join();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3",
        "main, 2",
        "refs/heads/main, 2",
        "release/1.9, 3",
        "refs/heads/release/1.9, 3",
        "v1, 2",
        "refs/tags/v1, 3",
        "tags/v1, 4",
        "COMMIT, 2"
    })
    void aFileIsReadAtABranchATagOrACommit(String ref, int requests) {
        acme.infra.tag("v1", acme.firstCommit);
        acme.infra.tag("tags/v1", acme.firstCommit);
        acme.infra.commit("release/1.9", "other.md", "other");

        ReadFile.Result result = read("README.md", ref.equals("COMMIT") ? acme.firstCommit.substring(0, 12) : ref);

        assertThat(result.text()).contains("Acme's infrastructure\n");
        assertThat(result.commit())
                .isEqualTo(
                        ref.contains("release") ? acme.infra.tip("release/1.9").orElseThrow() : acme.firstCommit);
        assertThat(client.requestsSent()).isEqualTo(requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/with space.md", "Übersicht/日本 🚀.txt", "100%25.md", "#1?.md", "data.json", "values"})
    void aFileCanHaveAnyName(String path) {
        String text = "{\"values\": []} of " + path;
        acme.infra.commit("main", path, text);

        assertThat(read(path, "main").text()).contains(text);
    }

    @Test
    void bytesAreReadAsBase64AndTextsInTheirEncoding() {
        acme.infra.commit("main", "ü.txt", "ü");

        assertThat(List.of("Base64", "UTF-8", "iso-8859-1"))
                .extracting(encoding -> new ReadFile()
                        .run(request("ü.txt", "main", encoding, IfMissing.FAIL), client)
                        .join()
                        .text()
                        .orElseThrow())
                .containsExactly(Base64.getEncoder().encodeToString("ü".getBytes(StandardCharsets.UTF_8)), "ü", "Ã¼");
        assertThat(failureOf(new ReadFile().run(request("ü.txt", "main", "US-ASCII", IfMissing.FAIL), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("it is not text in US-ASCII. Name its encoding, or read it as Base64.");
        assertThatThrownBy(() -> Encoding.parse("no such")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyFileIsEmpty() {
        acme.infra.commit("main", "empty", "");

        assertThat(read("empty", "main").text()).contains("");
    }

    @Test
    void aMissingFileIsAnErrorOrNothing() {
        assertThat(failureOf(new ReadFile().run(request("NOTES.md", "main", "", IfMissing.FAIL), client)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("NOTES.md")
                .hasMessageContaining("acme/infra");
        assertThat(new ReadFile()
                        .run(request("NOTES.md", "main", "", IfMissing.NULL), client)
                        .join())
                .isEqualTo(new ReadFile.Result(Optional.empty(), acme.firstCommit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "no/where", "refs/tags/v9", "0123456789"})
    void aMissingRevisionIsAlwaysAnError(String ref) {
        assertThat(failureOf(new ReadFile().run(request("README.md", ref, "", IfMissing.NULL), client)))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void aFolderIsRejected() {
        acme.infra.commit("main", "docs/a.md", "a");

        assertThat(failureOf(new ReadFile().run(request("docs", "main", "", IfMissing.NULL), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("it is a folder. Name a file in it.");
    }

    @Test
    void aFileThatIsTooLongIsNotRead() {
        acme.infra.commitNoise("main", "large.bin", ReadFile.MAX_BYTES + 1L);

        assertThat(failureOf(new ReadFile().run(request("large.bin", "main", "Base64", IfMissing.FAIL), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("it has 4000001 bytes; the limit is 4000000.");
        assertThat(client.requestsSent()).isOne();

        acme.infra.commitNoise("main", "large.bin", ReadFile.MAX_BYTES);
        assertThat(new ReadFile()
                        .run(request("large.bin", "main", "Base64", IfMissing.FAIL), client)
                        .join()
                        .text()
                        .orElseThrow())
                .hasSize((ReadFile.MAX_BYTES + 2) / 3 * 4);
    }
}
