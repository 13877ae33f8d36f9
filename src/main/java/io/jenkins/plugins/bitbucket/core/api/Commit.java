package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A commit.
 *
 * @param hash its full hash
 * @param message its message; may be empty
 * @param author its author, as {@code Jane Doe <jane@acme.example>}; empty if Bitbucket does not report it
 * @param parents the full hashes of its parents
 * @param url its page
 */
public record Commit(String hash, String message, String author, List<String> parents, Optional<URI> url) {

    /** The fields to request in a list. */
    static final String FIELDS =
            "values.hash,values.message,values.author.raw,values.parents.hash,values.links.html.href";

    public Commit {
        parents = List.copyOf(parents);
    }

    static Commit from(JsonNode json) {
        return new Commit(
                Json.text(json, "/hash"),
                Json.maybeText(json, "/message").orElse(""),
                Json.maybeText(json, "/author/raw").orElse(""),
                Json.list(json, "parents", parent -> Json.text(parent, "/hash")),
                Json.page(json));
    }
}
