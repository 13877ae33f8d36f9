package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * Somebody who reviews a pull request, or has an opinion on it.
 *
 * @param approved whether they have approved it
 * @param requestsChanges whether they have requested changes
 */
public record Participant(User user, boolean approved, boolean requestsChanges) {

    static Participant from(JsonNode json) {
        return new Participant(
                User.from(json.path("user")),
                Json.flag(json, "approved"),
                Json.maybeText(json, "/state")
                        .filter("changes_requested"::equals)
                        .isPresent());
    }
}
