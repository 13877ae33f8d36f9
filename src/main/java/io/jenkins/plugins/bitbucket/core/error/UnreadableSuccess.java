package io.jenkins.plugins.bitbucket.core.error;

import java.util.Optional;

/**
 * Bitbucket reported that it has made or changed something, and what it says of it can't be read: empty, cut, or not
 * of the API. Most likely it is done, which a look tells.
 */
public final class UnreadableSuccess extends BitbucketException.Unavailable {
    private static final long serialVersionUID = 1;

    private final boolean created;

    /** @param created whether the status was 201, with which Bitbucket reports nothing but something new */
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
