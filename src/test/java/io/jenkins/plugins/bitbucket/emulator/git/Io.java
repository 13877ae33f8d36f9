package io.jenkins.plugins.bitbucket.emulator.git;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Disk operations that are not expected to fail. */
interface Io<T> {

    T run() throws IOException;

    static <T> T attempt(Io<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
