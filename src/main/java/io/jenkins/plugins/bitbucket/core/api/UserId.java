package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tells one account from all others: its UUID or its Atlassian account ID. A nickname does not.
 *
 * @param value a UUID in braces, or an account ID
 */
public record UserId(String value) {

    private static final Pattern UUID = Pattern.compile("\\{[0-9a-fA-F-]{36}}");
    private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9a-f]{24}|[A-Za-z0-9-]{1,100}:[A-Za-z0-9-]{1,100}");

    /** @throws IllegalArgumentException if it is neither */
    public UserId {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "“" + Text.printable(String.valueOf(value)) + "” is neither an account ID nor a UUID in braces.");
        }
    }

    /** Whether {@code text} has the form of one, and is not a nickname. */
    public static boolean isOne(String text) {
        return text != null
                && (UUID.matcher(text).matches() || ACCOUNT_ID.matcher(text).matches());
    }

    /** The ID of {@code user}, if Bitbucket told one. */
    public static Optional<UserId> of(User user) {
        if (isOne(user.uuid())) {
            return Optional.of(new UserId(user.uuid()));
        }
        return isOne(user.accountId()) ? Optional.of(new UserId(user.accountId())) : Optional.empty();
    }

    /** Whether this is the ID of {@code user}. */
    public boolean isOf(User user) {
        return value.equalsIgnoreCase(user.uuid()) || value.equals(user.accountId());
    }

    String field() {
        return value.startsWith("{") ? "uuid" : "account_id";
    }
}
