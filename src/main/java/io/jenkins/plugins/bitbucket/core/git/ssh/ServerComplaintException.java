package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.io.IOException;

/** The server gave a reason, in words for people, why it does not continue. */
public final class ServerComplaintException extends IOException {

    private static final long serialVersionUID = 1;

    public ServerComplaintException(String words) {
        super(words);
    }
}
