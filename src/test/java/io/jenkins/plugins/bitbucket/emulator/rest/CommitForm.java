package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.git.CommitWriter;
import io.jenkins.plugins.bitbucket.emulator.git.CommitWriter.Change;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.MultipartReader;
import okio.BufferedSource;
import okio.Okio;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The form for committing files: the fields of the commit, and a field for each file, named after its path. It is
 * streamed, because files can be large.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">source</a>
 */
final class CommitForm {

    private static final long MAX_BYTES_IN_MEMORY = 1 << 20;
    private static final List<String> FIELDS = List.of("message", "author", "parents", "files", "branch");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w*-]+)\\s*[=:]\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;]*))");
    private static final String MULTIPART = "multipart/form-data";
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");

    private final CommitWriter writer;
    private final Map<String, List<String>> fields = new HashMap<>();
    private final Map<String, Change> files = new LinkedHashMap<>();

    private CommitForm(CommitWriter writer) {
        this.writer = writer;
    }

    /** @param writer receives the content of the files, which are not in a commit yet */
    static CommitForm read(Call call, CommitWriter writer) {
        CommitForm form = new CommitForm(writer);
        FIELDS.forEach(field -> call.parameters(field).forEach(value -> form.addField(field, value)));
        String type = call.request().header("Content-Type").orElse("");
        try {
            if (type.startsWith(MULTIPART)) {
                form.readParts(call, type);
            } else if (type.startsWith("application/x-www-form-urlencoded")) {
                form.readPairs(call);
            } else if (!call.request().content().isEmpty()) {
                throw BitbucketError.of(400, "Bad request");
            }
        } catch (IOException malformed) {
            throw BitbucketError.of(400, "Bad request");
        }
        return form;
    }

    private void readPairs(Call call) throws IOException {
        String pairs;
        try (var in = call.request().content().open()) {
            pairs = new String(in.readAllBytes());
        }
        for (Map.Entry<String, String> pair : Uris.parameters(pairs)) {
            if (FIELDS.contains(pair.getKey())) {
                addField(pair.getKey(), pair.getValue());
            } else {
                addFile(pair.getKey(), FileMode.REGULAR_FILE, writer.blob(pair.getValue()));
            }
        }
    }

    private void readParts(Call call, String type) throws IOException {
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            throw BitbucketError.of(400, "Bad request");
        }
        try (MultipartReader parts = new MultipartReader(
                Okio.buffer(Okio.source(call.request().content().open())), boundary.group(1))) {
            for (MultipartReader.Part part = parts.nextPart(); part != null; part = parts.nextPart()) {
                readPart(part);
            }
        }
    }

    private void readPart(MultipartReader.Part part) throws IOException {
        Map<String, String> disposition = parameters(
                Optional.ofNullable(part.headers().get("Content-Disposition")).orElse(""));
        String contentId = Optional.ofNullable(part.headers().get("Content-ID")).orElse("");
        String name = disposition.getOrDefault("name", contentId.replaceAll("^[\"<]|[\">]$", ""));
        if (FIELDS.contains(name) && !disposition.containsKey("filename")) {
            addField(name, part.body().readUtf8());
            return;
        }
        try (part) {
            addFile(name, mode(disposition.getOrDefault("x-attributes", "")), blob(part.body()));
        }
    }

    private ObjectId blob(BufferedSource content) throws IOException {
        if (!content.request(MAX_BYTES_IN_MEMORY + 1)) {
            return writer.blob(content.readByteArray());
        }
        Path file = Files.createTempFile("embedded-bitbucket", ".part");
        try {
            try (var out = Files.newOutputStream(file)) {
                content.inputStream().transferTo(out);
            }
            return writer.blob(file);
        } finally {
            Files.delete(file);
        }
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            parameters.put(
                    matcher.group(1), quoted == null ? matcher.group(3).strip() : quoted.replaceAll("\\\\(.)", "$1"));
        }
        return parameters;
    }

    private static FileMode mode(String attributes) {
        List<String> all = List.of(attributes.split("[,\\s]+"));
        if (all.contains("link")) {
            return FileMode.SYMLINK;
        }
        return all.contains("executable") ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }

    private void addField(String field, String value) {
        fields.computeIfAbsent(field, any -> new ArrayList<>()).add(value);
    }

    private void addFile(String field, FileMode mode, ObjectId blob) {
        String path = path(field);
        files.put(path, Change.write(path, mode, blob));
    }

    /** Paths are relative to the root, with or without a leading slash. */
    private static String path(String field) {
        String path = field.startsWith("/") ? field.substring(1) : field;
        boolean bad = Stream.of(path.split("/", -1))
                .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals("..") || name.equals(".git"));
        if (bad) {
            throw BitbucketError.of(400, "Invalid path: " + field);
        }
        return path;
    }

    Optional<String> field(String field) {
        List<String> values = fields.getOrDefault(field, List.of());
        if (values.size() > 1) {
            throw BitbucketError.field(field, "may be given once");
        }
        return values.stream().findFirst().filter(value -> !value.isBlank());
    }

    /** The files to write, and those that are only listed in {@code files} and therefore deleted. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>(files.values());
        fields.getOrDefault("files", List.of()).stream()
                .map(CommitForm::path)
                .filter(path -> !files.containsKey(path))
                .distinct()
                .map(Change::delete)
                .forEach(changes::add);
        return changes;
    }
}
