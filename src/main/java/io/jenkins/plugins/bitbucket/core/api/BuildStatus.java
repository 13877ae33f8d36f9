package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.Optional;

/**
 * The status of a build of a commit. A commit has one status for each key; a new one with the same key overwrites it.
 *
 * @param key distinguishes it from the other builds of the commit; empty if Bitbucket does not report it in a list
 * @param state {@code INPROGRESS}, {@code SUCCESSFUL}, {@code FAILED}, {@code STOPPED}, another one that Bitbucket may
 *     add, or {@code UNKNOWN} if Bitbucket does not report it in a list
 * @param name the name to show
 * @param description a line of text about the build
 * @param url the build's page
 * @param refname the branch that was built
 * @param commit the hash of the commit, if Bitbucket reports it
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses/">commit statuses</a>
 */
public record BuildStatus(
        String key,
        String state,
        Optional<String> name,
        Optional<String> description,
        Optional<String> url,
        Optional<String> refname,
        Optional<String> commit) {

    /** @throws Json.UnexpectedShape without a key or a state */
    static BuildStatus from(JsonNode json) {
        return from(json, Json.text(json, "/key"), Json.text(json, "/state"));
    }

    /** In a list, an incomplete status counts as well, but not as successful. */
    static BuildStatus inList(JsonNode json) {
        return from(
                json,
                Json.maybeText(json, "/key").orElse(""),
                Json.maybeText(json, "/state").orElse("UNKNOWN"));
    }

    private static BuildStatus from(JsonNode json, String key, String state) {
        return new BuildStatus(
                key,
                state,
                Json.maybeText(json, "/name"),
                Json.maybeText(json, "/description"),
                Json.maybeText(json, "/url"),
                Json.maybeText(json, "/refname"),
                Json.maybeText(json, "/commit/hash").or(() -> commitOf(json)));
    }

    /** In older responses, only a link contains the commit. */
    private static Optional<String> commitOf(JsonNode json) {
        return Json.maybeText(json, "/links/commit/href")
                .map(link -> link.substring(link.lastIndexOf('/') + 1))
                .filter(hash -> hash.matches("[0-9a-f]{7,40}"));
    }

    public boolean isSuccessful() {
        return state.equals("SUCCESSFUL");
    }

    /** Whether the build has ended without success. */
    public boolean isFailed() {
        return state.equals("FAILED") || state.equals("STOPPED");
    }

    JsonNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("key", key).put("state", state);
        name.ifPresent(text -> json.put("name", text));
        description.ifPresent(text -> json.put("description", text));
        url.ifPresent(text -> json.put("url", text));
        refname.ifPresent(text -> json.put("refname", text));
        return json;
    }
}
