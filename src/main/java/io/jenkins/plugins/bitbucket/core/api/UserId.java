package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A unique ID of an account: its UUID or its Atlassian account ID. A nickname is not unique. */
public final class UserId {

    private static final String UUID_FIELD = "uuid";
    private static final String ACCOUNT_ID_FIELD = "account_id";

    private static final Pattern UUID = Pattern.compile("\\{[0-9a-fA-F-]{36}}");
    private static final Pattern ACCOUNT_ID =
            Pattern.compile("[0-9a-f]{24}|[A-Za-z0-9-]{1,100}(:[A-Za-z0-9-]{1,100}){1,5}");
    // An ID from Bitbucket is accepted in any form that can be sent.
    private static final Pattern TOLD = Pattern.compile("[!-~]{1,200}");

    private final String field;
    private final String value;

    private UserId(String field, String value) {
        this.field = field;
        this.value = value;
    }

    /**
     * @param value a UUID in braces, or an account ID
     * @throws IllegalArgumentException if it has neither form
     */
    public UserId(String value) {
        this(UUID.matcher(String.valueOf(value)).matches() ? UUID_FIELD : ACCOUNT_ID_FIELD, value);
        if (!isOne(value)) {
            throw new IllegalArgumentException(Sentences.of("Form.Account", Text.printable(String.valueOf(value))));
        }
    }

    /** Whether {@code text} has the form of an ID, and is not a nickname. */
    public static boolean isOne(String text) {
        return text != null
                && (UUID.matcher(text).matches() || ACCOUNT_ID.matcher(text).matches());
    }

    /**
     * The ID of {@code user}, if Bitbucket reported one: the UUID, otherwise the account ID, in the form in which
     * Bitbucket sent it.
     */
    public static Optional<UserId> of(User user) {
        return told(UUID_FIELD, user.uuid()).or(() -> told(ACCOUNT_ID_FIELD, user.accountId()));
    }

    private static Optional<UserId> told(String field, String value) {
        return TOLD.matcher(value).matches() ? Optional.of(new UserId(field, value)) : Optional.empty();
    }

    /** Whether this is the ID of {@code user}. */
    public boolean isOf(User user) {
        return value.equalsIgnoreCase(user.uuid()) || value.equals(user.accountId());
    }

    public String value() {
        return value;
    }

    String field() {
        return field;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserId id && value.equalsIgnoreCase(id.value);
    }

    @Override
    public int hashCode() {
        return value.toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
