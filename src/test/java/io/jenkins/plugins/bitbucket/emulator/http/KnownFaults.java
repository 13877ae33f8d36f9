package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * Refusals that clients of Bitbucket have met. “Seen” means literally in recorded exchanges or public reports;
 * “uncertain” means that it is known to happen, but the words are this project's.
 */
public final class KnownFaults {

    /** Uncertain. */
    public static final String SINGLE_SIGN_ON =
            "To access this workspace, log in with your organization's single sign-on (SSO).";

    /** Uncertain. */
    public static final String IP_ALLOWLIST =
            "To access this workspace, your IP address has to be on the workspace's allowlist.";

    /** Uncertain. */
    public static final String TWO_STEP_VERIFICATION =
            "To access this workspace, enable two-step verification on your account.";

    private KnownFaults() {}

    /** 400 with one line instead of an envelope; seen for a missing JSON body. */
    public static Fault badRequestInPlainText() {
        return Fault.answer(400, "text/plain", "Bad Request");
    }

    /** 400 {@code Bad request} with the reason only in {@code fields}, as a text instead of a list; seen. */
    public static Fault fieldAsText(String field, String reason) {
        return error(400, JsonNodes.object("message", "Bad request", "fields", JsonNodes.object(field, reason)));
    }

    /** The same, as a list under the empty key; seen. */
    public static Fault namelessField(String reason) {
        return error(
                400,
                JsonNodes.object(
                        "message", "Bad request", "fields", JsonNodes.object("", JsonNodes.texts(List.of(reason)))));
    }

    /** An error with a text as its {@code detail}; documented. */
    public static Fault detailAsText(int status, String message, String detail) {
        return error(status, JsonNodes.object("message", message, "detail", detail));
    }

    /** A rejected token without the envelope; uncertain. */
    public static Fault badTokenInPlainText() {
        return Fault.answer(401, "text/plain", BitbucketError.BAD_TOKEN);
    }

    /** An app password, even if it does not look like one; seen. */
    public static Fault appPassword() {
        return refusal(401, BitbucketError.APP_PASSWORD);
    }

    /** An access token where an account is required; seen. */
    public static Fault noAccount() {
        return refusal(403, "This API is not accessible by this authentication mechanism");
    }

    /** The same in other words; seen. */
    public static Fault unsupportedToken() {
        return refusal(403, "This resource does not support authentication using the provided token");
    }

    /** A missing scope with the scopes only in the headers, not in the body. Seen. */
    public static Fault missingScopeWithoutDetail() {
        return new Fault(
                true,
                done -> done.status() == 403
                        ? done.withBody(BitbucketError.of(403, BitbucketError.MISSING_SCOPES)
                                .answer()
                                .body())
                        : done,
                Fault.none().delay(),
                Fault.none().until(),
                Fault.Delivery.WHOLE);
    }

    /** A sentence of Bitbucket's, such as {@link #SINGLE_SIGN_ON}, in the envelope. */
    public static Fault forbidden(String sentence) {
        return refusal(403, sentence);
    }

    /** The same as a line of text; seen for a missing permission, too. */
    public static Fault forbiddenInPlainText(String sentence) {
        return Fault.answer(403, "text/plain; charset=utf-8", sentence);
    }

    /** A removed function, since summer 2026; seen. */
    public static Fault noApiHere() {
        return answered(BitbucketError.noApi());
    }

    /** A removed function, before that; seen. */
    public static Fault gone() {
        return answered(BitbucketError.gone());
    }

    /** Too many requests, as JSON; seen in newer reports. */
    public static Fault rateLimitedAsJson() {
        return refusal(429, Fault.TOO_MANY);
    }

    /** A missing resource, as a web page with profile data, none of which may be logged; seen. */
    public static Fault missingAsWebPage() {
        return answered(BitbucketError.noPage());
    }

    /** A reviewer is not accepted; the texts are seen. */
    public static Fault refusedReviewers(Collection<String> reasons) {
        return answered(BitbucketError.field("reviewers", List.copyOf(reasons)));
    }

    private static Fault refusal(int status, String message) {
        return answered(BitbucketError.of(status, message));
    }

    private static Fault error(int status, ObjectNode error) {
        return answered(BitbucketError.envelope(status, error));
    }

    private static Fault answered(BitbucketError error) {
        return Fault.instead(false, error.answer());
    }
}
