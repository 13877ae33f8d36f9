package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * Refusals that clients of Bitbucket met. “Seen” is what stands in recorded exchanges or public reports, word for word;
 * “uncertain” is what is known to happen, in words of ours.
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

    /** 400 of a line without an envelope; seen for JSON that was announced and not sent. */
    public static Fault badRequestInPlainText() {
        return Fault.answer(400, "text/plain", "Bad Request");
    }

    /** 400 {@code Bad request}, whose reason stands in {@code fields} alone, as a text and not as a list; seen. */
    public static Fault fieldAsText(String field, String reason) {
        return error(400, JsonNodes.object("message", "Bad request", "fields", JsonNodes.object(field, reason)));
    }

    /** The same as a list under the empty key; seen. */
    public static Fault namelessField(String reason) {
        return error(
                400,
                JsonNodes.object(
                        "message", "Bad request", "fields", JsonNodes.object("", JsonNodes.texts(List.of(reason)))));
    }

    /** An error whose {@code detail} is a text; documented. */
    public static Fault detailAsText(int status, String message, String detail) {
        return error(status, JsonNodes.object("message", message, "detail", detail));
    }

    /** A refused token without the envelope; uncertain. */
    public static Fault badTokenInPlainText() {
        return Fault.answer(401, "text/plain", BitbucketError.BAD_TOKEN);
    }

    /** An app password, also one that doesn't look like one; seen. */
    public static Fault appPassword() {
        return refusal(401, BitbucketError.APP_PASSWORD);
    }

    /** An access token where an account is wanted; seen. */
    public static Fault noAccount() {
        return refusal(403, "This API is not accessible by this authentication mechanism");
    }

    /** The same in other words; seen. */
    public static Fault unsupportedToken() {
        return refusal(403, "This resource does not support authentication using the provided token");
    }

    /** A missing scope without the sets of scopes in the body; those are in the headers. Seen. */
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

    /** A function that was removed, as since summer 2026; seen. */
    public static Fault noApiHere() {
        return answered(BitbucketError.noApi());
    }

    /** A function that was removed, as before; seen. */
    public static Fault gone() {
        return answered(BitbucketError.gone());
    }

    /** Too many requests, as JSON; seen in newer reports. */
    public static Fault rateLimitedAsJson() {
        return refusal(429, Fault.TOO_MANY);
    }

    /** What is missing, as a page for people with profile data in it, of which nothing belongs into a log; seen. */
    public static Fault missingAsWebPage() {
        return answered(BitbucketError.noPage());
    }

    /** One who reviews is not taken; the texts are seen. */
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
