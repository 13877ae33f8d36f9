package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * A reviewer or another participant of a pull request.
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
