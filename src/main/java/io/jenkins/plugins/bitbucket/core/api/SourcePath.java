package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The path of a file in a repository, relative to its root, such as {@code docs/NOTES.md}.
 *
 * @param value the path; a leading slash is removed
 */
public record SourcePath(String value) implements Comparable<SourcePath> {

    private static final int MAX_LENGTH = 1_000;

    /**
     * @throws IllegalArgumentException if git does not allow the path, or Bitbucket's form can't contain it, with the
     *     reason
     */
    public SourcePath {
        value = value == null ? "" : value.replaceFirst("^/", "");
        String fault = fault(value);
        if (fault != null) {
            throw new IllegalArgumentException(
                    Sentences.of("Form.Path", Text.printable(value), Sentences.of(fault, MAX_LENGTH)));
        }
    }

    /** The reason why the path is invalid; null if it is valid. */
    private static String fault(String path) {
        if (path.isBlank()) {
            return "Form.PathEmpty";
        }
        if (path.length() > MAX_LENGTH) {
            return "Form.PathLength";
        }
        // In a multipart form, not every server can distinguish a quote from the end of the name.
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '"' || c == '\\')) {
            return "Form.PathCharacters";
        }
        if (!Text.isUnicode(path)) {
            return "Form.BranchUnicode";
        }
        boolean bad = Stream.of(path.split("/", -1))
                .anyMatch(part ->
                        part.isEmpty() || part.equals(".") || part.equals("..") || part.equalsIgnoreCase(".git"));
        return bad ? "Form.PathParts" : null;
    }

    /** Its folder, with a trailing slash; empty for the root. */
    public String folder() {
        return value.substring(0, value.lastIndexOf('/') + 1);
    }

    /** Its name in its folder. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** For a URL: with encoded segments and plain slashes. */
    static String encoded(String path) {
        return Stream.of(path.split("/", -1)).map(BitbucketClient::encode).collect(Collectors.joining("/"));
    }

    @Override
    public int compareTo(SourcePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
