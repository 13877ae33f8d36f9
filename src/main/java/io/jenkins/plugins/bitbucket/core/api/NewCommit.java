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
 * A commit to be made.
 *
 * @param branch what it becomes the newest commit of; created if it is not there
 * @param parent the full hash of the commit that it follows, which must be the newest one of a branch that is there;
 *     none in an empty repository
 * @param message what it says
 * @param author as {@code Jane Doe <jane@acme.example>}; the account's if none is named
 * @param files what is written
 * @param deleted what is deleted, of files that are there
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
     * The form that Bitbucket takes: a field for each file, named by its path. With a slash at the beginning no path is
     * taken for a field of the commit's own.
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

    /** The content of a file, on its way from where it is to Bitbucket. */
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

    /** Tells what can't be read from what can't be sent. */
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
