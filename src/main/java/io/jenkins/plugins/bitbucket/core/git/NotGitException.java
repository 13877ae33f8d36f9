package io.jenkins.plugins.bitbucket.core.git;

import java.io.IOException;

/** The response is not git's protocol. */
final class NotGitException extends IOException {

    private static final long serialVersionUID = 1;

    NotGitException(String message) {
        super(message);
    }
}
