package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A comment on a pull request.
 *
 * @param author their nickname
 * @param raw the source text; empty after it is deleted
 * @param inline the file and lines of the comment, in Bitbucket's form
 * @param parent the comment to which it replies
 */
public record Comment(
        int id,
        String author,
        String raw,
        Optional<JsonNode> inline,
        Optional<Integer> parent,
        boolean deleted,
        Instant createdOn,
        Instant updatedOn) {

    Comment with(String raw) {
        return new Comment(id, author, raw, inline, parent, deleted, createdOn, Instant.now());
    }

    Comment gone() {
        return new Comment(id, author, "", inline, parent, true, createdOn, Instant.now());
    }
}
