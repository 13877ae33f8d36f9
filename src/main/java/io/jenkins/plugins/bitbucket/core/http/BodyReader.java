package io.jenkins.plugins.bitbucket.core.http;

import java.io.IOException;
import okio.BufferedSource;

/** Reads the body of an answer that is a success, where it is not kept whole, or may be longer than others. */
@FunctionalInterface
public interface BodyReader {

    /**
     * @param body all of it that comes
     * @return what {@link Response#body} holds in its place
     */
    byte[] read(BufferedSource body) throws IOException;
}
