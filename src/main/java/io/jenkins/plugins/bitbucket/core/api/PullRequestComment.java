package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;

/**
 * A comment on a pull request.
 *
 * @param text Markdown as it was typed; empty once it is deleted
 * @param deleted whether it is deleted: such a comment stays in the list
 * @param url where the pull request's page shows it
 */
public record PullRequestComment(long id, String text, boolean deleted, Optional<URI> url) {

    /** The fields of a list that are read here. */
    static final String FIELDS = "values.id,values.content.raw,values.deleted,values.links.html.href";

    static PullRequestComment from(JsonNode json) {
        if (!json.path("id").canConvertToLong()) {
            throw new Json.UnexpectedShape("/id");
        }
        return new PullRequestComment(
                json.path("id").longValue(),
                Json.maybeText(json, "/content/raw").orElse(""),
                Json.flag(json, "deleted"),
                Json.page(json));
    }
}
