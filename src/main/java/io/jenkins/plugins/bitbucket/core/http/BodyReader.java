package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;
import okio.BufferedSource;

/** Reads the body of a successful response that is not kept in memory, or may be longer than others. */
@FunctionalInterface
public interface BodyReader {

    /**
     * @param body the whole incoming body
     * @return the value for {@link Response#body}
     */
    byte[] read(BufferedSource body) throws IOException;
}
