package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;

/** What was to be sent can't be read: nothing is wrong with Bitbucket, nor with the way to it. */
public final class UnreadableContentException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param message names what can't be read, and says why */
    public UnreadableContentException(String message, IOException cause) {
        super(message, cause);
    }
}
