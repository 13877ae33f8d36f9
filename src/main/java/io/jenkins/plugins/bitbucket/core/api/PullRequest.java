package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A pull request.
 *
 * @param id its number in the repository
 * @param title one line
 * @param description Markdown, empty where there is none
 * @param state {@code OPEN}, {@code MERGED}, {@code DECLINED} or {@code SUPERSEDED}
 * @param draft whether it is one
 * @param sourceBranch the branch to merge
 * @param fromFork whether that branch is in another repository, which may be gone
 * @param destinationBranch the branch to merge into
 * @param closeSourceBranch whether the source branch goes when it is merged
 * @param author who opened it; empty texts where Bitbucket does not tell
 * @param reviewers who was asked to review; empty in a list that leaves them out
 * @param url its page
 */
public record PullRequest(
        long id,
        String title,
        String description,
        String state,
        boolean draft,
        String sourceBranch,
        boolean fromFork,
        String destinationBranch,
        boolean closeSourceBranch,
        User author,
        List<User> reviewers,
        Optional<URI> url) {

    static PullRequest from(JsonNode json) {
        if (!json.path("id").canConvertToLong()) {
            throw new Json.UnexpectedShape("/id");
        }
        return new PullRequest(
                json.path("id").longValue(),
                Json.maybeText(json, "/title").orElse(""),
                Json.maybeText(json, "/description").orElse(""),
                Json.text(json, "/state"),
                Json.flag(json, "draft"),
                Json.text(json, "/source/branch/name"),
                !sameText(json, "/source/repository/full_name", "/destination/repository/full_name"),
                Json.text(json, "/destination/branch/name"),
                Json.flag(json, "close_source_branch"),
                User.from(json.path("author")),
                Json.list(json, "reviewers", User::from),
                Json.page(json));
    }

    private static boolean sameText(JsonNode json, String pointer, String otherPointer) {
        return Json.maybeText(json, pointer)
                .filter(text ->
                        text.equalsIgnoreCase(Json.maybeText(json, otherPointer).orElse("")))
                .isPresent();
    }
}
