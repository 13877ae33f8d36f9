package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;

/** The content to send can't be read. Neither Bitbucket nor the network is the cause. */
public final class UnreadableContentException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param message names the content, and gives the reason */
    public UnreadableContentException(String message, IOException cause) {
        super(message, cause);
    }
}
