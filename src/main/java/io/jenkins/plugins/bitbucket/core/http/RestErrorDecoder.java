package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Moved;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NothingToMerge;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.RateLimited;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one place that turns a failure over REST into an error with advice, based on Bitbucket's status, words, headers
 * and the shape of the response. It gives advice only if the cause is known.
 *
 * @param action what was attempted, after “can't”: {@code create the branch x in acme/infra}
 * @param credential the credential in use
 */
public record RestErrorDecoder(String action, ApiCredential credential) {

    private static final String API = "https://api.bitbucket.org/2.0";
    static final String STATUS_PAGE = "https://bitbucket.status.atlassian.com";

    /** The owner of the token, and the workspaces of the owner: they are found at every address of the API. */
    private static final Pattern ALWAYS_THERE =
            Pattern.compile("(?!.*/(repositories|users|workspaces)/).*/user(/workspaces)?");

    /** Transient failures: 408 and 425 mean that the request was not processed; 555 is Bitbucket's own timeout. */
    private static final Set<Integer> TRANSIENT_BELOW_500 = Set.of(408, 425);

    /** Not implemented, HTTP version not supported, and others that retries don't help. */
    private static final Set<Integer> PERMANENT_FROM_500 = Set.of(501, 505, 506, 510, 511);

    /**
     * It already exists.
     *
     * @param what is there
     * @param advice what to do next, a sentence
     */
    public AlreadyExists alreadyExists(String what, String advice) {
        return new AlreadyExists(message(Text.printable(what), advice));
    }

    /**
     * Something required does not exist.
     *
     * @param what is missing
     * @param advice what to do next, a sentence
     */
    public NotFound notFound(String what, String advice) {
        return new NotFound(message(Text.printable(what), advice));
    }

    /**
     * The current state does not allow it.
     *
     * @param why not
     * @param advice what to do next, a sentence
     */
    public Invalid invalid(String why, String advice) {
        return new Invalid(message(Text.printable(why), advice), 0, why, Map.of(), Optional.empty());
    }

    /** The error for an unsuccessful {@code response}. */
    public BitbucketException failure(Response response) {
        ErrorBody body = ErrorBody.of(response, credential::redact);
        int status = response.status();
        return switch (status) {
            case 401 -> new AccessErrorDecoder(this).unauthorized(status, body);
            case 403 -> new AccessErrorDecoder(this).forbidden(response, body);
            case 404 -> notFound(response, body);
            case 410 -> gone(status, body);
            case 429 -> rateLimited(response.retryAfter());
            default ->
                TRANSIENT_BELOW_500.contains(status) || status >= 500 && !PERMANENT_FROM_500.contains(status)
                        ? unavailable(response, body)
                        : refused(status, body);
        };
    }

    /**
     * There was no response, or not in time: a transient failure.
     *
     * @param advice what to do next, a sentence
     * @param outcomeUnknown whether the request may have arrived
     */
    Unavailable lost(String why, String advice, boolean outcomeUnknown, Throwable cause) {
        return new Unavailable(
                message(why, advice),
                credential.redact(Text.capitalized(why)),
                outcomeUnknown,
                Optional.empty(),
                harmless(cause) ? cause : null);
    }

    /**
     * There will be no response until something is changed.
     *
     * @param advice what to change, a sentence
     */
    Unreachable unreachable(String why, String advice, Throwable cause) {
        return new Unreachable(
                message(why, advice), credential.redact(Text.capitalized(why)), harmless(cause) ? cause : null);
    }

    /**
     * What was to be changed has moved to another address. Nothing was sent there.
     *
     * @param to its new name or address
     */
    Moved moved(int status, String to) {
        return new Moved(message(Sentences.of("Moved", Text.printable(to), status), Sentences.of("Advice.NewName")));
    }

    /** The account has reached its limit, and nothing is sent for this long. */
    public RateLimited paused(Duration pause) {
        return overLimit(Sentences.of("RateLimit.Paused", RetryPolicy.inWords(pause)), Optional.of(pause));
    }

    /** Bitbucket has reached its limit, and too many other requests are waiting. */
    public RateLimited crowded() {
        return overLimit(Sentences.of("RateLimit.Crowded") + " " + Sentences.of("Advice.OwnAccount"), Optional.empty());
    }

    public UnexpectedResponse unexpectedResponse(String why) {
        return new UnexpectedResponse(message(
                Sentences.of("UnexpectedResponse", Text.printable(why)), Sentences.of("Advice.ApiUrlAndProxy")));
    }

    private BitbucketException notFound(Response response, ErrorBody body) {
        int status = response.status();
        if (RefusalKind.NO_SUCH_API.isIn(body.words())) {
            return noSuchApi(status, body);
        }
        String what = body.meaning().isEmpty() ? Sentences.of("Missing", status) : says(status, body);
        boolean always = ALWAYS_THERE.matcher(response.url().getPath()).matches();
        return new NotFound(
                message(what, always ? Sentences.of("Advice.ApiUrl", API) : Sentences.of("Advice.CheckSpelling")));
    }

    UnexpectedResponse noSuchApi(int status, ErrorBody body) {
        return new UnexpectedResponse(message(
                Sentences.of("Api.None", Text.printable(body.words()), status), Sentences.of("Advice.ApiUrl", API)));
    }

    /** A removed function, or a removed account. */
    private BitbucketException gone(int status, ErrorBody body) {
        Optional<String> words = body.meaning();
        if (words.isPresent() && !RefusalKind.REMOVED_FUNCTION.isIn(words.get())) {
            return new NotFound(message(says(status, body), ""));
        }
        return new UnexpectedResponse(message(
                words.map(said -> Sentences.of("Api.Removed", atEnd(said), status))
                        .orElseGet(() -> Sentences.of("Api.RemovedSilently", status)),
                Sentences.of("Advice.Update")));
    }

    private BitbucketException refused(int status, ErrorBody body) {
        if (RefusalKind.NOTHING_TO_MERGE.isIn(body.words())) {
            return new NothingToMerge(message(Sentences.of("NothingToMerge"), Sentences.of("Advice.Push")));
        }
        return new Invalid(
                message(says(status, body), ""), status, body.meaning().orElse(""), body.fields(), body.key());
    }

    private RateLimited rateLimited(Optional<Duration> wait) {
        return overLimit(
                wait.map(Duration::toSeconds)
                        .filter(seconds -> seconds > 0)
                        .map(seconds -> Sentences.of(seconds == 1 ? "RateLimit.AskedOne" : "RateLimit.Asked", seconds))
                        .orElseGet(() -> Sentences.of("Advice.OwnAccount")),
                wait);
    }

    private RateLimited overLimit(String advice, Optional<Duration> wait) {
        String why = Sentences.of("RateLimit.Over");
        return new RateLimited(message(why, advice), Text.capitalized(why), wait);
    }

    private Unavailable unavailable(Response response, ErrorBody body) {
        int status = response.status();
        String failed =
                Sentences.of(status == 555 || status == 408 ? "Unavailable.TooSlow" : "Unavailable.Failed", status);
        String why = body.meaning()
                .map(words -> Sentences.of("Unavailable.Saying", failed, atEnd(words)))
                .orElse(failed);
        String traced = response.traceId()
                .map(id -> Sentences.of("Unavailable.Trace", why, id))
                .orElse(why);
        return new Unavailable(
                message(traced, Sentences.of("Advice.TryLater", STATUS_PAGE)),
                why,
                true,
                true,
                response.retryAfter(),
                null);
    }

    /** Bitbucket's own words, if it has any. */
    static String says(int status, ErrorBody body) {
        return body.meaning()
                .map(words -> Sentences.of("Says", Text.printable(words), status))
                .orElseGet(() -> Sentences.of("Silent", status));
    }

    /** Words for the end of a sentence, which already has a full stop. */
    static String atEnd(String words) {
        return Text.printable(words).replaceFirst("(?<!\\.)\\.$", "");
    }

    /** @param advice a sentence; empty if no advice is known */
    String message(String what, String advice) {
        return error(credential.redact(what) + ". " + advice).strip();
    }

    /** @param sentences the whole message: what happened and what to do */
    String error(String sentences) {
        return Sentences.of("Error", Text.printable(action), Text.printable(credential.id()), sentences);
    }

    /** Whether no exception in the chain, whose texts a stack trace shows, contains the token. */
    private boolean harmless(Throwable cause) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (!credential.redact(link.toString()).equals(link.toString())) {
                return false;
            }
        }
        return true;
    }
}
