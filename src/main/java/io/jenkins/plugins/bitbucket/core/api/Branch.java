package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;

/**
 * A branch.
 *
 * @param name without {@code refs/heads/}
 * @param commit the full hash of its newest commit
 * @param url its page
 * @param commitUrl the page of its newest commit
 */
public record Branch(String name, String commit, Optional<URI> url, Optional<URI> commitUrl) {

    static Branch from(JsonNode json) {
        return new Branch(
                Json.text(json, "/name"),
                Json.text(json, "/target/hash"),
                Json.page(json),
                Json.page(json.path("target")));
    }
}
