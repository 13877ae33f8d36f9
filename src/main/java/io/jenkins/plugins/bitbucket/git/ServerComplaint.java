package io.jenkins.plugins.bitbucket.git;

import java.io.IOException;

/** The server says in words for people why it does not go on. */
final class ServerComplaint extends IOException {

    private static final long serialVersionUID = 1;

    ServerComplaint(String words) {
        super(words);
    }
}
