package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An API token: a secret that shows itself only where a header or a git password is made.
 *
 * <p>Its form and length are Atlassian's affair and may change; only what would break a header is refused. See <a
 * href="https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/">Using API tokens</a>.
 */
public final class ApiToken {

    /** Where an account's owner makes API tokens and sees when they expire. */
    public static final String PAGE = "https://id.atlassian.com/manage-profile/security/api-tokens";

    /** The user name that git takes with an API token, in place of the account's email. */
    public static final String GIT_USERNAME = "x-bitbucket-api-token-auth";

    /** What a token's text gives away about its kind: a hint for people, never a reason to refuse it. */
    public enum Kind {
        API_TOKEN,
        /** A repository, project or workspace access token: it authenticates as Bearer and has no email. */
        ACCESS_TOKEN,
        /** Removed by Bitbucket in July 2026. */
        APP_PASSWORD,
        UNKNOWN
    }

    private final String secret;

    /**
     * @param secret the token as Atlassian showed it; white space around it is dropped
     * @throws IllegalArgumentException if it is empty or holds a space or a control character
     */
    public ApiToken(String secret) {
        this.secret = secret == null ? "" : secret.strip();
        if (this.secret.isEmpty()) {
            throw new IllegalArgumentException(Sentences.of("Form.NoToken", PAGE));
        }
        if (!this.secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(Sentences.of("Form.Token", PAGE));
        }
    }

    /** What kind of token this looks like, by its first letters. */
    public Kind kind() {
        if (secret.startsWith("ATATT3")) {
            return Kind.API_TOKEN;
        }
        if (secret.startsWith("ATCTT3")) {
            return Kind.ACCESS_TOKEN;
        }
        return secret.startsWith("ATBB") ? Kind.APP_PASSWORD : Kind.UNKNOWN;
    }

    /** The token itself, for the one who makes a git password or a digest of it. */
    public String reveal() {
        return secret;
    }

    /** The value of the header that authenticates {@code email} with this token. */
    public String authorization(Email email) {
        byte[] userAndPassword = (email.value() + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiToken that && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    @Override
    public String toString() {
        return "ApiToken[hidden]";
    }
}
