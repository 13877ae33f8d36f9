package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * A workspace.
 *
 * @param slug its ID in addresses
 * @param name its display name; the slug if Bitbucket reports none
 */
public record Workspace(String slug, String name) {

    static Workspace from(JsonNode json) {
        String slug = Json.text(json, "/slug");
        return new Workspace(slug, Json.maybeText(json, "/name").orElse(slug));
    }
}
