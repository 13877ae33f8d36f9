package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * An error in Bitbucket's words.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses">errors</a>
 */
public final class BitbucketError extends RuntimeException {

    private final transient ServerResponse answer;

    private BitbucketError(ServerResponse answer) {
        super(answer.body(), null, false, false);
        this.answer = answer;
    }

    public ServerResponse answer() {
        return answer;
    }

    public static BitbucketError as(ServerResponse answer) {
        return new BitbucketError(answer);
    }

    public static BitbucketError of(int status, String message) {
        return envelope(status, JsonNodes.object("message", message));
    }

    /** An invalid field, for one or more reasons. */
    public static BitbucketError field(String field, List<String> reasons) {
        return envelope(
                400,
                JsonNodes.object(
                        "message",
                        field + ": " + reasons.get(0),
                        "fields",
                        JsonNodes.object(field, JsonNodes.texts(reasons))));
    }

    public static BitbucketError field(String field, String reason) {
        return field(field, List.of(reason));
    }

    public static BitbucketError missingField(String field) {
        return field(field, "required key not provided");
    }

    static final String BAD_TOKEN = "Token is invalid, expired, or not supported for this endpoint.";

    public static BitbucketError badToken() {
        return unauthorized(BAD_TOKEN);
    }

    static final String APP_PASSWORD = "App passwords are deprecated and must be replaced with API tokens.";

    public static BitbucketError appPassword() {
        return unauthorized(APP_PASSWORD);
    }

    /**
     * With a challenge, which some clients wait for before they send a password.
     *
     * @see <a href="https://support.atlassian.com/bitbucket-cloud/kb/getting-401-http-error-when-using-basic-authentication-with-bitbucket-cloud-rest-apis/">a
     *     response with its headers</a>
     */
    private static BitbucketError unauthorized(String message) {
        return as(of(401, message).answer().with("WWW-Authenticate", CHALLENGE));
    }

    public static final String CHALLENGE = "Basic realm=\"Bitbucket.org HTTP\"";

    public static final String MISSING_SCOPES = "Your credentials lack one or more required privilege scopes.";

    public static BitbucketError missingScopes(Collection<String> required, Collection<String> granted) {
        ObjectNode detail =
                JsonNodes.object("required", JsonNodes.texts(required), "granted", JsonNodes.texts(granted));
        return envelope(403, JsonNodes.object("message", MISSING_SCOPES, "detail", detail));
    }

    public static final String ACCESS_DENIED = "Access denied. You must have write or admin access.";

    public static BitbucketError accessDenied() {
        return of(403, ACCESS_DENIED);
    }

    public static final String NO_REPOSITORY =
            "You may not have access to this repository or it no longer exists in this"
                    + " workspace. If you think this repository exists and you have access, make sure you are authenticated.";

    public static BitbucketError noRepository() {
        return of(404, NO_REPOSITORY);
    }

    public static BitbucketError noWorkspace(String identifier) {
        return of(404, "No workspace with identifier '" + identifier + "'.");
    }

    public static BitbucketError noCommit(String revision) {
        return envelope(
                404,
                JsonNodes.object(
                        "message",
                        "Commit not found",
                        "data",
                        JsonNodes.object("shas", JsonNodes.texts(List.of(revision)))));
    }

    public static BitbucketError branchExists(String name) {
        return envelope(
                400,
                JsonNodes.object(
                        "message",
                        "Branch \"" + name + "\" already exists.",
                        "data",
                        JsonNodes.object("key", "BRANCH_ALREADY_EXISTS")));
    }

    /** For some missing things, the message is one word. */
    public static BitbucketError notFound() {
        return new BitbucketError(ServerResponse.text(404, "Not Found"));
    }

    public static BitbucketError noPage() {
        return new BitbucketError(WebPage.answer(404, "Repository not found"));
    }

    /** An unknown path; before summer 2026, the response was a web page or 410. */
    public static BitbucketError noApi() {
        return envelope(
                404, JsonNodes.object("message", "Resource not found", "detail", "There is no API hosted at this URL"));
    }

    /** A known path with another method; uncertain. */
    public static BitbucketError methodNotAllowed(Collection<String> allowed) {
        return as(of(405, "Method not allowed").answer().with("Allow", String.join(", ", allowed)));
    }

    public static BitbucketError gone() {
        return of(410, "CHANGE-2770 - Functionality has been deprecated");
    }

    /** The request body is not valid JSON. */
    public static BitbucketError emptyJson() {
        return new BitbucketError(ServerResponse.text(400, "Bad Request"));
    }

    /** The resource has moved to another address. */
    public static BitbucketError moved(int status, String location) {
        return new BitbucketError(ServerResponse.empty(status).with("Location", location));
    }

    public static BitbucketError envelope(int status, ObjectNode error) {
        return new BitbucketError(ServerResponse.json(status, JsonNodes.object("type", "error", "error", error)));
    }
}
