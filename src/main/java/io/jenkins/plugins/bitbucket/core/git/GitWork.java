package io.jenkins.plugins.bitbucket.core.git;

import java.io.IOException;

/** Work over SSH that can be repeated after a lost connection, because it looks before it acts. */
@FunctionalInterface
public interface GitWork<T> {

    /** @throws IOException if the connection is lost */
    T run(GitOperations git) throws IOException;
}
