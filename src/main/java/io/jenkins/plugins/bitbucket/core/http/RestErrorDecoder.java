package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NothingToMerge;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.TokenRejected;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What was tried, and the one place where a failure of it becomes an error that people can act on.
 *
 * @param action what was to be done, after “can't”: {@code create the branch x in acme/infra}
 * @param credential with which credential
 */
public record RestErrorDecoder(String action, ApiCredential credential) {

    private static final String OWN_TOKEN = "Wait some minutes; a token of its own for each Jenkins helps.";

    /** Of a list in an answer no more than this is repeated. */
    private static final int MOST = 100;

    private static final String NEW_TOKEN =
            "The scopes of a token can't be changed: make a new one, with all scopes that it needs, at " + ApiToken.PAGE
                    + " and put it into the credential.";

    /**
     * There is one already.
     *
     * @param what is there
     * @param advice what to do next, a sentence
     */
    public AlreadyExists alreadyExists(String what, String advice) {
        return new AlreadyExists(sentence(Text.printable(what)) + advice);
    }

    /**
     * Something that is needed is not there.
     *
     * @param what is missing
     * @param advice what to do next, a sentence
     */
    public NotFound notFound(String what, String advice) {
        return new NotFound(sentence(Text.printable(what)) + advice);
    }

    /** The error that {@code answer}, which is not a success, means. */
    public BitbucketException failure(Response answer) {
        JsonNode error = answer.error();
        return switch (answer.status()) {
            case 400 -> refused(answer, error);
            case 401 -> rejected();
            case 403 -> forbidden(answer, error);
            case 404 ->
                new NotFound(sentence(said(answer, error, "there is no such thing"))
                        + "Check the spelling, and that the account of the credential may see it.");
            case 407 ->
                new UnexpectedResponse(sentence("the proxy asks for a user name and a password (407)")
                        + "Check them in the proxy settings; over HTTPS, Java sends them only if it was started with"
                        + " -Djdk.http.auth.tunneling.disabledSchemes= (empty).");
            case 410 ->
                new UnexpectedResponse(sentence("Bitbucket has removed this function (410)")
                        + "Update the plugin or program that asked.");
            case 429 -> rateLimited(retryAfter(answer));
            default -> answer.status() >= 500 ? unavailable(answer) : refused(answer, error);
        };
    }

    /**
     * Nobody answered, or not in time.
     *
     * @param outcomeUnknown whether the request may have arrived
     */
    Unavailable unreachable(String why, boolean outcomeUnknown, Throwable cause) {
        return new Unavailable(
                sentence(why)
                        + "Try again; check the network and the proxy, and https://bitbucket.status.atlassian.com.",
                credential.redact(capitalized(why)),
                outcomeUnknown,
                Optional.empty(),
                harmless(cause) ? cause : null);
    }

    /** The token is over its limit, and nothing is sent with it for so long. */
    public RateLimited paused(Duration pause) {
        return overLimit(
                "No request is sent with it for another " + RetryPolicy.inWords(pause) + ".", Optional.of(pause));
    }

    /** Bitbucket is asked for more than it gives, and others wait as well. */
    public RateLimited crowded() {
        return overLimit("Too many others wait for it here. " + OWN_TOKEN, Optional.empty());
    }

    public UnexpectedResponse unexpectedResponse(String why) {
        return new UnexpectedResponse(sentence("what came back is no answer of Bitbucket's API: " + why)
                + "Check the API URL and the proxy.");
    }

    private TokenRejected rejected() {
        String hint =
                switch (credential.token().kind()) {
                    case ACCESS_TOKEN ->
                        "It looks like an access token of a repository, project or workspace, which has"
                                + " no email: an API token of an account is needed, from " + ApiToken.PAGE + ".";
                    case APP_PASSWORD ->
                        "It looks like an app password; Bitbucket removed them in July 2026: make an API"
                                + " token in its place at " + ApiToken.PAGE + ".";
                    default ->
                        "It is wrong, expired or revoked, has no scopes, was not made for Bitbucket, or belongs to"
                                + " another email. Check the email, and the token's expiry date at " + ApiToken.PAGE
                                + ".";
                };
        String reason = "Bitbucket rejected the token (401). " + hint;
        return new TokenRejected(cannot() + reason, reason);
    }

    private BitbucketException forbidden(Response answer, JsonNode error) {
        List<String> required = texts(error.at("/detail/required"));
        if (required.isEmpty()) {
            return new PermissionMissing(sentence(said(answer, error, "access denied"))
                    + "Give the account of the credential the permission in the repository's settings.");
        }
        List<String> granted = texts(error.at("/detail/granted"));
        TreeSet<String> missing = new TreeSet<>(required);
        missing.removeAll(granted);
        String lacks = String.join(" and ", missing.isEmpty() ? required : missing);
        String has = granted.isEmpty() ? "none" : String.join(", ", new TreeSet<>(granted));
        return new ScopeMissing(
                sentence("its token lacks the scope " + Text.printable(lacks) + " (it has " + Text.printable(has) + ")")
                        + NEW_TOKEN,
                required,
                granted);
    }

    private BitbucketException refused(Response answer, JsonNode error) {
        String message = said(answer, error, "Bitbucket refused it (" + answer.status() + ")");
        if (message.toLowerCase(Locale.ROOT).contains("no changes to be pulled")) {
            return new NothingToMerge(sentence("there is nothing to merge: every commit of the source branch is in the"
                            + " destination branch already")
                    + "Push a commit to the source branch first.");
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        error.path("fields").properties().stream()
                .limit(MOST)
                .forEach(field -> fields.put(printable(field.getKey()), texts(field.getValue())));
        Optional<String> key = Json.maybeText(error, "/data/key").map(this::printable);
        String words = Json.maybeText(error, "/message").map(this::printable).orElse("");
        return new Invalid(sentence(message).strip(), answer.status(), words, fields, key);
    }

    private RateLimited rateLimited(Optional<Duration> wait) {
        return overLimit(
                wait.map(w -> "Bitbucket asks to wait " + w.toSeconds() + " seconds.")
                        .orElse(OWN_TOKEN),
                wait);
    }

    private RateLimited overLimit(String advice, Optional<Duration> wait) {
        String why = "the account has made too many requests (429)";
        return new RateLimited(sentence(why) + advice, capitalized(why), wait);
    }

    public static Optional<Duration> retryAfter(Response answer) {
        return answer.header("Retry-After").flatMap(value -> RetryAfter.parse(value, Instant.now()));
    }

    private Unavailable unavailable(Response answer) {
        String why =
                answer.status() == 555 ? "Bitbucket took too long (555)" : "Bitbucket failed (" + answer.status() + ")";
        String trace = answer.traceId().map(id -> ", trace ID " + id).orElse("");
        return new Unavailable(
                sentence(why + trace) + "Try again later; see https://bitbucket.status.atlassian.com.",
                why,
                true,
                retryAfter(answer),
                null);
    }

    /** Bitbucket's own words where they are the API's error, and ours where a page came in its place. */
    private String said(Response answer, JsonNode error, String otherwise) {
        return Json.maybeText(error, "/message")
                .map(this::printable)
                .map(text -> "Bitbucket says “" + text + "” (" + answer.status() + ")")
                .orElse(otherwise);
    }

    private String sentence(String what) {
        return cannot() + credential.redact(what) + ". ";
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String cannot() {
        return "Can't " + Text.printable(action) + " with the credential “" + Text.printable(credential.id()) + "”: ";
    }

    private List<String> texts(JsonNode array) {
        Stream<JsonNode> elements = array.isTextual() ? Stream.of(array) : array.valueStream();
        return elements.filter(JsonNode::isTextual)
                .limit(MOST)
                .map(text -> printable(text.textValue()))
                .toList();
    }

    private String printable(String text) {
        return Text.printable(credential.redact(text));
    }

    /** Whether no exception of the chain, whose texts a stack trace shows, repeats the token. */
    private boolean harmless(Throwable cause) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (!credential.redact(link.toString()).equals(link.toString())) {
                return false;
            }
        }
        return true;
    }
}
