package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells a comment that was made here from all others, wherever it is read again: a first line that readers do not
 * see, as Markdown takes it for the definition of a link that nothing uses.
 *
 * @param line the line
 * @param kept whether the comment with it is changed later on; else there is only one reason to look for it, that the
 *     answer to its making was lost
 * @see <a href="https://spec.commonmark.org/0.31.2/#link-reference-definitions">link reference definitions</a>; that
 *     Bitbucket keeps such a line when somebody edits the comment on its page is uncertain
 */
public record CommentMark(String line, boolean kept) {

    private static final int HASH_BYTES = 12;

    /**
     * Of the one comment that has this key in a pull request.
     *
     * @param key any text; the same one finds the comment again, from other builds and controllers as well
     * @throws IllegalArgumentException if it is empty
     */
    public static CommentMark ofKey(String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException(Sentences.of("Form.CommentKey"));
        }
        return new CommentMark(line("key", key), true);
    }

    /**
     * Of a comment that is made once.
     *
     * @param id no other comment's, such as a random UUID
     */
    public static CommentMark once(String id) {
        return new CommentMark(line("once", id), false);
    }

    /** A key may hold anything, the line not: it has the hash. */
    private static String line(String kind, String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "[//]: # (bitbucket-api-token " + kind + " " + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + ")";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text with the mark. */
    String on(String text) {
        return line + "\n\n" + text;
    }

    /** Whether a comment begins with it; one that quotes or answers it does not. */
    boolean isOn(String comment) {
        return comment.strip()
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(line::equals)
                .isPresent();
    }
}
