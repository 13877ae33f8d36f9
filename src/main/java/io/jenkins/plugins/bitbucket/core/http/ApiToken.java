package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An API token: a secret that is readable only to create a header or a git password.
 *
 * <p>Atlassian may change its form and length, so only a token that would break a header is rejected. See <a
 * href="https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/">Using API tokens</a>.
 */
public final class ApiToken {

    /** The page where the owner of an account creates API tokens and sees when they expire. */
    public static final String PAGE = "https://id.atlassian.com/manage-profile/security/api-tokens";

    /** The user name for git with an API token, instead of the account's email. */
    public static final String GIT_USERNAME = "x-bitbucket-api-token-auth";

    /** What the text of a token reveals about its kind: a hint for users, never a reason to reject it. */
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
     * @param secret the token as Atlassian showed it; surrounding white space is removed
     * @throws IllegalArgumentException if it is empty or contains a space or a control character
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

    /** The likely kind of this token, according to its first letters. */
    public Kind kind() {
        if (secret.startsWith("ATATT3")) {
            return Kind.API_TOKEN;
        }
        if (secret.startsWith("ATCTT3")) {
            return Kind.ACCESS_TOKEN;
        }
        return secret.startsWith("ATBB") ? Kind.APP_PASSWORD : Kind.UNKNOWN;
    }

    /** The token itself, to create a git password or a digest. */
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
