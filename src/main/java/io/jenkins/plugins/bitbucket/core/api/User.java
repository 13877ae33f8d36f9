package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * An account. Bitbucket reports no email, and omits what it does not want to reveal; such a text is empty.
 *
 * @param uuid in braces
 * @param accountId the Atlassian account ID
 * @param nickname the name used to mention the account
 * @param displayName the display name
 * @param accountStatus {@code active}, {@code inactive}, or another one that Bitbucket may add
 */
public record User(String uuid, String accountId, String nickname, String displayName, String accountStatus) {

    static User from(JsonNode json) {
        return new User(
                text(json, "/uuid"),
                text(json, "/account_id"),
                text(json, "/nickname"),
                text(json, "/display_name"),
                text(json, "/account_status"));
    }

    /** @throws Json.UnexpectedShape if it has no ID */
    static User fromAccount(JsonNode json) {
        User user = from(json);
        if (user.uuid.isEmpty() && user.accountId.isEmpty()) {
            throw new Json.UnexpectedShape("/uuid");
        }
        return user;
    }

    private static String text(JsonNode json, String pointer) {
        return Json.maybeText(json, pointer).orElse("");
    }

    /** Whether the account was deactivated or closed, and can't review any more. */
    public boolean isDeactivated() {
        return accountStatus.equalsIgnoreCase("inactive") || accountStatus.equalsIgnoreCase("closed");
    }

    /** The best available name to show. */
    public String name() {
        if (!displayName.isEmpty()) {
            return displayName;
        }
        return !nickname.isEmpty() ? nickname : uuid;
    }
}
