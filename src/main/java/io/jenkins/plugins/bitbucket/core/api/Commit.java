package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * A commit.
 *
 * @param hash its full hash
 * @param message its message, empty where it has none
 */
public record Commit(String hash, String message) {

    static Commit from(JsonNode json) {
        return new Commit(
                Json.text(json, "/hash"), Json.maybeText(json, "/message").orElse(""));
    }
}
