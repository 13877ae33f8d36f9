package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a comment of this program wherever it is read: a first line that readers don't see, because Markdown
 * treats it as the definition of an unused link.
 *
 * @param line the line
 * @param kept whether the comment is updated later; otherwise the only reason to look for it is a lost response
 * @see <a href="https://spec.commonmark.org/0.31.2/#link-reference-definitions">link reference definitions</a>; it is
 *     uncertain whether Bitbucket keeps such a line when somebody edits the comment on its page
 */
public record CommentMark(String line, boolean kept) {

    private static final int HASH_BYTES = 12;

    /**
     * For the one comment with this key in a pull request.
     *
     * @param key any text; the same key finds the comment from other builds and controllers
     * @throws IllegalArgumentException if it is empty
     */
    public static CommentMark ofKey(String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException(Sentences.of("Form.CommentKey"));
        }
        return new CommentMark(line("key", key), true);
    }

    /**
     * For a comment that is added once.
     *
     * @param id a unique ID, such as a random UUID
     */
    public static CommentMark once(String id) {
        return new CommentMark(line("once", id), false);
    }

    /** A key may contain anything, a line may not, so it contains the hash. */
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

    /** Whether a comment starts with the mark; quotes and replies don't. */
    boolean isOn(String comment) {
        return comment.strip()
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(line::equals)
                .isPresent();
    }
}
