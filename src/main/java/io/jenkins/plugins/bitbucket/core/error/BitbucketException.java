package io.jenkins.plugins.bitbucket.core.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/**
 * Why an operation on Bitbucket failed, organized by what the caller can do about it. Every message is complete: it
 * says what was attempted, with which credential, what happened, and what to do next. No message contains a token.
 */
public abstract sealed class BitbucketException extends RuntimeException
        permits TokenRejected,
                BitbucketException.ScopeMissing,
                BitbucketException.PermissionMissing,
                BitbucketException.NotFound,
                BitbucketException.Moved,
                BitbucketException.AlreadyExists,
                BitbucketException.NothingToMerge,
                BitbucketException.Invalid,
                BitbucketException.Transient,
                BitbucketException.Unreachable,
                BitbucketException.UnexpectedResponse,
                SshException {

    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 400;

    BitbucketException(String message) {
        super(message);
    }

    private BitbucketException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The failure that a future's exception wraps. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** For {@code throw rethrow(failure)} in a stage of a future: passes the failure on unchanged. */
    public static RuntimeException rethrow(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof RuntimeException runtime ? runtime : new CompletionException(cause);
    }

    /** The token is valid, but lacks a scope that this call needs. */
    public static final class ScopeMissing extends BitbucketException {
        private static final long serialVersionUID = 1;

        private final SortedSet<String> required;
        private final SortedSet<String> granted;

        public ScopeMissing(String message, List<String> required, List<String> granted) {
            super(message);
            this.required = new TreeSet<>(required);
            this.granted = new TreeSet<>(granted);
        }

        /** The scopes that the call needs, as Bitbucket names them. */
        public SortedSet<String> required() {
            return required;
        }

        /** The scopes that the token has, as Bitbucket names them. */
        public SortedSet<String> granted() {
            return granted;
        }
    }

    /** The account can see the repository, but lacks the permission for this. */
    public static final class PermissionMissing extends BitbucketException {
        private static final long serialVersionUID = 1;

        public PermissionMissing(String message) {
            super(message);
        }
    }

    /** The thing does not exist, or the account can't see it. Bitbucket does not distinguish the two. */
    public static final class NotFound extends BitbucketException {
        private static final long serialVersionUID = 1;

        public NotFound(String message) {
            super(message);
        }
    }

    /** The repository or workspace to change has been renamed. */
    public static final class Moved extends BitbucketException {
        private static final long serialVersionUID = 1;

        public Moved(String message) {
            super(message);
        }
    }

    /** It already exists, and the caller did not want to reuse it. */
    public static final class AlreadyExists extends BitbucketException {
        private static final long serialVersionUID = 1;

        public AlreadyExists(String message) {
            super(message);
        }
    }

    /** The destination branch of a pull request already contains every commit of its source branch. */
    public static final class NothingToMerge extends BitbucketException {
        private static final long serialVersionUID = 1;

        public NothingToMerge(String message) {
            super(message);
        }
    }

    /** Bitbucket understood the request, but rejected its content. */
    public static final class Invalid extends BitbucketException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final String words;
        private final Map<String, List<String>> fields;
        private final String key;

        public Invalid(
                String message, int status, String words, Map<String, List<String>> fields, Optional<String> key) {
            super(message);
            this.status = status;
            this.words = words;
            this.fields = Map.copyOf(fields);
            this.key = key.orElse("");
        }

        /** The HTTP status of the refusal; 0 if there is none. */
        public int status() {
            return status;
        }

        /** What Bitbucket says, without this program's words; empty if it says no more than the name of the status. */
        public String words() {
            return words;
        }

        /** Whether Bitbucket gives no reason, or none that can be read. */
        public boolean isSilent() {
            return status == BAD_REQUEST && words.isEmpty() && fields.isEmpty();
        }

        /** Bitbucket's name for this refusal, such as {@code BRANCH_ALREADY_EXISTS}; empty if there is none. */
        public String key() {
            return key;
        }

        /** What is wrong with each field, by the field's name; empty if Bitbucket named none. */
        public Map<String, List<String>> fields() {
            return fields;
        }
    }

    /** A transient failure: the same request may work later. */
    public abstract static sealed class Transient extends BitbucketException {
        private static final long serialVersionUID = 1;

        private final String reason;
        private final Duration retryAfter;

        private Transient(String message, String reason, Optional<Duration> retryAfter, Throwable cause) {
            super(message, cause);
            this.reason = reason;
            this.retryAfter = retryAfter.orElse(null);
        }

        /** What happened, without the action and the advice. */
        public final String reason() {
            return reason;
        }

        /** How long Bitbucket asks to wait, if it does. */
        public final Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        /** Whether Bitbucket may have carried out the request, and only its response was lost. */
        public abstract boolean outcomeUnknown();

        /** The same failure, with {@code effort} at the end of its message. */
        public abstract Transient after(String effort);
    }

    /** Too many requests; Bitbucket did nothing. */
    public static final class RateLimited extends Transient {
        private static final long serialVersionUID = 1;

        public RateLimited(String message, String reason, Optional<Duration> retryAfter) {
            super(message, reason, retryAfter, null);
        }

        @Override
        public boolean outcomeUnknown() {
            return false;
        }

        @Override
        public Transient after(String effort) {
            return new RateLimited(getMessage() + effort, reason(), retryAfter());
        }
    }

    /** Bitbucket could not be reached, did not answer in time, or failed itself. */
    public static sealed class Unavailable extends Transient permits UnreadableSuccess {
        private static final long serialVersionUID = 1;

        private final boolean outcomeUnknown;
        private final boolean answered;

        public Unavailable(
                String message, String reason, boolean outcomeUnknown, Optional<Duration> retryAfter, Throwable cause) {
            this(message, reason, outcomeUnknown, false, retryAfter, cause);
        }

        /** @param answered whether a response came, which means that Bitbucket itself failed */
        public Unavailable(
                String message,
                String reason,
                boolean outcomeUnknown,
                boolean answered,
                Optional<Duration> retryAfter,
                Throwable cause) {
            super(message, reason, retryAfter, cause);
            this.outcomeUnknown = outcomeUnknown;
            this.answered = answered;
        }

        /** Whether a response came, which means that Bitbucket itself failed. */
        public boolean answered() {
            return answered;
        }

        @Override
        public boolean outcomeUnknown() {
            return outcomeUnknown;
        }

        @Override
        public Transient after(String effort) {
            return new Unavailable(getMessage() + effort, reason(), outcomeUnknown, answered, retryAfter(), getCause());
        }
    }

    /**
     * Bitbucket can't be reached until somebody changes something: an address, a certificate or a proxy. Retries don't
     * help.
     */
    public static final class Unreachable extends BitbucketException {
        private static final long serialVersionUID = 1;

        private final String reason;

        public Unreachable(String message, String reason, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** What happened, without the action and the advice. */
        public String reason() {
            return reason;
        }
    }

    /** The response does not come from Bitbucket's API: a proxy's page, another server, or a new API. */
    public static final class UnexpectedResponse extends BitbucketException {
        private static final long serialVersionUID = 1;

        public UnexpectedResponse(String message) {
            super(message);
        }
    }
}
