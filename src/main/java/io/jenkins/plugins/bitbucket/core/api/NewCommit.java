package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.http.UnreadableContentException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * A commit to create.
 *
 * @param branch the branch to commit to; created if it does not exist
 * @param parent the full hash of the parent, which must be the newest commit of an existing branch; none in an empty
 *     repository
 * @param message the commit message
 * @param author as {@code Jane Doe <jane@acme.example>}; the account's if omitted
 * @param files the files to write
 * @param deleted the existing files to delete
 */
public record NewCommit(
        BranchName branch,
        Optional<String> parent,
        String message,
        Optional<String> author,
        List<SourceFile> files,
        List<SourcePath> deleted) {

    private static final MediaType BYTES = MediaType.get("application/octet-stream");

    public NewCommit {
        files = List.copyOf(files);
        deleted = List.copyOf(deleted);
    }

    /**
     * The form for Bitbucket: one field per file, with its path as the name. With a leading slash, no path is mistaken
     * for a field of the commit.
     */
    RequestBody form() {
        MultipartBody.Builder form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("message", message)
                .addFormDataPart("branch", branch.value());
        parent.ifPresent(hash -> form.addFormDataPart("parents", hash));
        author.ifPresent(name -> form.addFormDataPart("author", name));
        deleted.forEach(path -> form.addFormDataPart("files", "/" + path));
        files.forEach(file -> form.addPart(headers(file), new Body(file)));
        return form.build();
    }

    private static Headers headers(SourceFile file) {
        String disposition = "form-data; name=\"/" + file.path() + "\"; filename=\""
                + file.path().name() + "\"" + (file.executable() ? "; x-attributes=\"executable\"" : "");
        return new Headers.Builder()
                .addUnsafeNonAscii("Content-Disposition", disposition)
                .build();
    }

    /** The content of a file, streamed to Bitbucket. */
    private static final class Body extends RequestBody {
        private final SourceFile file;

        Body(SourceFile file) {
            this.file = file;
        }

        @Override
        public MediaType contentType() {
            return BYTES;
        }

        @Override
        public long contentLength() {
            return file.content().length();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            try (Source source = new Readable(file)) {
                sink.write(source, contentLength());
            }
        }
    }

    /** Distinguishes a read failure from a send failure. */
    private static final class Readable extends ForwardingSource {
        private final SourceFile file;

        Readable(SourceFile file) throws IOException {
            super(Okio.source(open(file)));
            this.file = file;
        }

        private static InputStream open(SourceFile file) throws IOException {
            try {
                return file.content().open();
            } catch (IOException e) {
                throw new UnreadableContentException(file.path() + " (" + e + ")", e);
            }
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            try {
                long read = super.read(sink, byteCount);
                if (read < 0) {
                    throw new EOFException("it has become shorter");
                }
                return read;
            } catch (IOException e) {
                throw new UnreadableContentException(file.path() + " (" + e + ")", e);
            }
        }
    }
}
