package io.jenkins.plugins.bitbucket.git;

import java.io.IOException;

/** What came back is not git's protocol. */
final class NotGit extends IOException {

    private static final long serialVersionUID = 1;

    NotGit(String message) {
        super(message);
    }
}
