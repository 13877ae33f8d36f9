package io.jenkins.plugins.bitbucket.emulator.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The body of a request: kept in memory if short, otherwise on disk until it is deleted. */
public final class RequestBody {

    static final RequestBody NONE = new RequestBody(new byte[0], null);

    private static final int SHORT = 1 << 20;

    private final byte[] bytes;
    private final Path file;

    private RequestBody(byte[] bytes, Path file) {
        this.bytes = bytes;
        this.file = file;
    }

    static RequestBody read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(SHORT);
        if (start.length < SHORT) {
            return new RequestBody(start, null);
        }
        Path file = Files.createTempFile("embedded-bitbucket", ".body");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(start);
            in.transferTo(out);
        }
        return new RequestBody(new byte[0], file);
    }

    /** As text; empty if it is long. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return bytes.length == 0 && file == null;
    }

    public InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file);
    }

    public void delete() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
