package io.jenkins.plugins.bitbucket.core.git;

import java.io.IOException;

/** What is to be done over SSH, in a way that can be begun again after a connection broke: it looks before it acts. */
@FunctionalInterface
public interface GitWork<T> {

    /** @throws IOException if the connection broke */
    T run(GitOperations git) throws IOException;
}
