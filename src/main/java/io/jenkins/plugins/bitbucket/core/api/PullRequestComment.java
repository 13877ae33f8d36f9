package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;

/**
 * A comment on a pull request.
 *
 * @param text the Markdown source; empty after it was deleted
 * @param deleted whether it was deleted: such a comment stays in the list
 * @param url its address on the pull request's page
 */
public record PullRequestComment(long id, String text, boolean deleted, Optional<URI> url) {

    /** The fields to request in a list. */
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
