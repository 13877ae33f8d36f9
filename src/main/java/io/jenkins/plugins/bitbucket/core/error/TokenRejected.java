package io.jenkins.plugins.bitbucket.core.error;

/**
 * The token is wrong, expired, revoked, has no scopes, or is not for this API; or Bitbucket rejects it for another
 * reason, such as a policy of the organization.
 */
public final class TokenRejected extends BitbucketException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final boolean needsNewToken;

    /**
     * @param reason what happened and what to do, without the action and the credential
     * @param needsNewToken whether only another token helps
     */
    public TokenRejected(String message, String reason, boolean needsNewToken) {
        super(message);
        this.reason = reason;
        this.needsNewToken = needsNewToken;
    }

    /** What happened and what to do, without the action and the credential. */
    public String reason() {
        return reason;
    }

    /** Whether only another token helps. */
    public boolean needsNewToken() {
        return needsNewToken;
    }
}
