package io.jenkins.plugins.bitbucket.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * An error in the words that Bitbucket has for it.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses">errors</a>
 */
final class BitbucketError extends RuntimeException {

    private final transient Answer answer;

    private BitbucketError(Answer answer) {
        super(answer.body(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }

    static BitbucketError as(Answer answer) {
        return new BitbucketError(answer);
    }

    static BitbucketError of(int status, String message) {
        return envelope(status, Json.object("message", message));
    }

    /** A field that is wrong, for one or more reasons. */
    static BitbucketError field(String field, List<String> reasons) {
        return envelope(
                400,
                Json.object(
                        "message", field + ": " + reasons.get(0), "fields", Json.object(field, Json.texts(reasons))));
    }

    static BitbucketError field(String field, String reason) {
        return field(field, List.of(reason));
    }

    static BitbucketError badToken() {
        return of(401, "Token is invalid, expired, or not supported for this endpoint.");
    }

    static final String MISSING_SCOPES = "Your credentials lack one or more required privilege scopes.";

    static BitbucketError missingScopes(Collection<String> required, Collection<String> granted) {
        ObjectNode detail = Json.object("required", Json.texts(required), "granted", Json.texts(granted));
        return envelope(403, Json.object("message", MISSING_SCOPES, "detail", detail));
    }

    static final String ACCESS_DENIED = "Access denied. You must have write or admin access.";

    static BitbucketError accessDenied() {
        return of(403, ACCESS_DENIED);
    }

    static final String NO_REPOSITORY = "You may not have access to this repository or it no longer exists in this"
            + " workspace. If you think this repository exists and you have access, make sure you are authenticated.";

    static BitbucketError noRepository() {
        return of(404, NO_REPOSITORY);
    }

    static BitbucketError noWorkspace(String identifier) {
        return of(404, "No workspace with identifier '" + identifier + "'.");
    }

    static BitbucketError noCommit(String revision) {
        return envelope(
                404,
                Json.object("message", "Commit not found", "data", Json.object("shas", Json.texts(List.of(revision)))));
    }

    static BitbucketError branchExists(String name) {
        return envelope(
                400,
                Json.object(
                        "message",
                        "Branch \"" + name + "\" already exists.",
                        "data",
                        Json.object("key", "BRANCH_ALREADY_EXISTS")));
    }

    /** Some missing things are said in a word. */
    static BitbucketError notFound() {
        return new BitbucketError(Answer.text(404, "Not Found"));
    }

    static BitbucketError noPage() {
        return new BitbucketError(WebPage.answer(404, "Repository not found"));
    }

    private static BitbucketError envelope(int status, ObjectNode error) {
        return new BitbucketError(Answer.json(status, Json.object("type", "error", "error", error)));
    }
}
