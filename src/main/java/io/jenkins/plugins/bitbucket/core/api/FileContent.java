package io.jenkins.plugins.bitbucket.core.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a file. They can be read more than once; a large file is never held in memory as a whole. */
public interface FileContent {

    /** The number of bytes. */
    long length();

    /** The bytes, from the first one. */
    InputStream open() throws IOException;

    /** A text as UTF-8. */
    static FileContent of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes in memory. */
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
     * @param offset its start
     * @param length the number of bytes
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
