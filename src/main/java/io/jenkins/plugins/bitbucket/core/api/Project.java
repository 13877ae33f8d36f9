package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * A project of a workspace.
 *
 * @param key its key, such as {@code INFRA}
 * @param name its display name
 */
public record Project(String key, String name) {

    static Project from(JsonNode json) {
        String key = Json.text(json, "/key");
        return new Project(key, Json.maybeText(json, "/name").orElse(key));
    }
}
