package io.jenkins.plugins.bitbucket.core.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What is in a file, byte for byte. It can be read more than once, and a large one is never in memory as a whole. */
public interface FileContent {

    /** How many bytes it has. */
    long length();

    /** The bytes from the first one on. */
    InputStream open() throws IOException;

    /** A text as UTF-8. */
    static FileContent of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A few bytes, which are kept in memory. */
    static FileContent of(byte[] bytes) {
        byte[] content = bytes.clone();
        return new FileContent() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }
        };
    }

    /**
     * A part of a file on disk.
     *
     * @param offset where it begins
     * @param length how many bytes it has
     */
    static FileContent part(Path file, long offset, long length) {
        return new FileContent() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                FileChannel channel = FileChannel.open(file);
                channel.position(offset);
                return Channels.newInputStream(channel);
            }
        };
    }
}
