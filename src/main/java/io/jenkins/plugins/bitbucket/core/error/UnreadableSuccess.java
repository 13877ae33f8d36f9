package io.jenkins.plugins.bitbucket.core.error;

import java.util.Optional;

/**
 * Bitbucket reported success, but its response can't be read: it is empty, truncated, or does not come from the API.
 * Most likely the change was made; a lookup shows it.
 */
public final class UnreadableSuccess extends BitbucketException.Unavailable {
    private static final long serialVersionUID = 1;

    private final boolean created;

    /** @param created whether the status was 201, which Bitbucket uses only for something new */
    public UnreadableSuccess(BitbucketException unread, boolean created) {
        this(unread.getMessage(), created, unread.getCause());
    }

    private UnreadableSuccess(String message, boolean created, Throwable cause) {
        super(message, Sentences.of("Unexpected.Unreadable"), true, Optional.empty(), cause);
        this.created = created;
    }

    public boolean created() {
        return created;
    }

    @Override
    public BitbucketException.Transient after(String effort) {
        return new UnreadableSuccess(getMessage() + effort, created, getCause());
    }
}
