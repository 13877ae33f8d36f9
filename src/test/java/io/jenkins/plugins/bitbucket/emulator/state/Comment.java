package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A comment on a pull request.
 *
 * @param author their nickname
 * @param raw what was typed; empty once it is deleted
 * @param inline the file and the lines that it is about, as Bitbucket writes them
 * @param parent the comment that it answers
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
