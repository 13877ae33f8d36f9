package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * An account. Bitbucket gives no email, and leaves out what it does not want to tell: such a text is empty.
 *
 * @param uuid in braces
 * @param accountId the Atlassian account's ID
 * @param nickname what people type to mention the account
 * @param displayName the name shown
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

    /** @throws Json.UnexpectedShape if it tells no account from another: an account has an ID */
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

    /** Whether the account was deactivated or closed; whoever it was can't review any more. */
    public boolean isDeactivated() {
        return accountStatus.equalsIgnoreCase("inactive") || accountStatus.equalsIgnoreCase("closed");
    }

    /** The best name there is for people. */
    public String name() {
        if (!displayName.isEmpty()) {
            return displayName;
        }
        return !nickname.isEmpty() ? nickname : uuid;
    }
}
