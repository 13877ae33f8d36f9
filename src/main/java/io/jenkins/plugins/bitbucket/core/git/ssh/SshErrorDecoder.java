package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.SshException.HostUntrusted;
import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.KeyUtils;

/**
 * The one place that turns a failure over SSH into an error with advice; for REST it is {@link RestErrorDecoder}.
 *
 * @param action what was attempted, after “can't”: {@code create the branch x in acme/infra}
 * @param credentialId the credential in use
 */
public record SshErrorDecoder(String action, String credentialId) {

    /** The page where the owner of an account adds SSH keys. */
    public static final String KEYS_PAGE = "https://bitbucket.org/account/settings/ssh-keys/";

    /** Where Bitbucket publishes the host keys of its servers. */
    public static final String HOST_KEYS_PAGE = "https://bitbucket.org/site/ssh";

    static final String STATUS_PAGE = "https://bitbucket.status.atlassian.com";

    // Over SSH, Bitbucket reports errors only in words, which have changed over the years. Advice is given only for
    // unambiguous ones.
    private static final Pattern ACCESS_KEY = Pattern.compile("(deploy|deployment|access) key.*read.only");
    private static final Pattern FORBIDDEN = Pattern.compile("access denied|forbidden|unauthori[sz]ed"
            + "|not (allowed|permitted|authori[sz]ed)|permission to .*denied|not have (the )?permission");
    private static final Pattern MISSING = Pattern.compile("does not exist|(?<!command )not found|no longer exists"
            + "|could not be found|(have|has) access|not appear to be a git repository");
    private static final Pattern TRANSIENT =
            Pattern.compile("temporarily|service (is )?unavailable|internal server error"
                    + "|try again later|rate limit|too many (requests|connections)");
    // https://support.atlassian.com/bitbucket-cloud/docs/use-branch-permissions/
    private static final Pattern BRANCH_RESTRICTION =
            Pattern.compile("permission denied to .*branch|branch permissions|branch restrictions");

    private static final Pattern HOOK = Pattern.compile("(pre-receive )?hook declined");
    /** It already exists; {@code advice} is a sentence. */
    public AlreadyExists alreadyExists(String what, String advice) {
        return new AlreadyExists(message(what, advice));
    }

    /** Something required does not exist; {@code advice} is a sentence. */
    public NotFound notFound(String what, String advice) {
        return new NotFound(message(what, advice));
    }

    /** The request is invalid; {@code advice} is a sentence. */
    public Invalid invalid(String what, String advice) {
        return new Invalid(message(what, advice), 0, "", Map.of(), Optional.empty());
    }

    /** Bitbucket refuses the command, with a reason in words for people. */
    public BitbucketException refused(String words) {
        String said = words.toLowerCase(Locale.ROOT);
        if (ACCESS_KEY.matcher(said).find()) {
            return new PermissionMissing(says(words, Sentences.of("Ssh.AccessKeyAdvice", KEYS_PAGE)));
        }
        if (FORBIDDEN.matcher(said).find()) {
            return new PermissionMissing(says(words, Sentences.of("Ssh.PermissionAdvice")));
        }
        if (MISSING.matcher(said).find()) {
            return new NotFound(says(words, Sentences.of("Ssh.SpellingAdvice")));
        }
        if (TRANSIENT.matcher(said).find()) {
            return new Unavailable(says(words, ""), said(words), false, Optional.empty(), null);
        }
        return invalid(words);
    }

    /**
     * Bitbucket did not create a branch.
     *
     * @param reason git's reason, such as {@code pre-receive hook declined}, or empty
     * @param words the text for people: of a hook, of the file system, or empty
     */
    public BitbucketException declined(String reason, String words) {
        if (words.isEmpty() && HOOK.matcher(reason).matches()) {
            // Bitbucket Cloud has no other built-in checks for a new branch.
            return new PermissionMissing(says(reason, Sentences.of("Ssh.SilentHookAdvice")));
        }
        if (words.isEmpty() && reason.isEmpty()) {
            return invalid(Sentences.of("Ssh.Rejected"), Sentences.of("Ssh.SilentHookAdvice"));
        }
        String all = words.isEmpty() ? reason : reason.isEmpty() ? words : words + " (" + reason + ")";
        return BRANCH_RESTRICTION.matcher(words.toLowerCase(Locale.ROOT)).find()
                ? new PermissionMissing(says(all, Sentences.of("Ssh.RestrictionAdvice")))
                : invalid(all);
    }

    private Invalid invalid(String words) {
        return new Invalid(says(words, ""), 0, Text.printable(words), Map.of(), Optional.empty());
    }

    /** The server closed the connection, with a reason in words for people. Nothing was done. */
    public Unavailable closed(String why, Throwable cause) {
        return transientFailure(why, Sentences.of("Ssh.LaterAdvice"), false, cause);
    }

    /** The server answered a push, but not with its result: it may have been carried out. */
    public Unavailable unreported(String why, Throwable cause) {
        return transientFailure(why, Sentences.of("Ssh.LaterAdvice"), true, cause);
    }

    /** The connection was lost, or took too long. The request may have been carried out if {@code outcomeUnknown}. */
    public Unavailable lost(String why, boolean outcomeUnknown, Throwable cause) {
        return transientFailure(why, Sentences.of("Ssh.NetworkAdvice", STATUS_PAGE), outcomeUnknown, cause);
    }

    /** {@code advice} is a sentence. */
    Unavailable transientFailure(String why, String advice, boolean outcomeUnknown, Throwable cause) {
        return new Unavailable(
                message(why, advice), Text.capitalized(Text.printable(why)), outcomeUnknown, Optional.empty(), cause);
    }

    /** There will be no answer until something is changed; {@code advice} is a sentence. */
    Unreachable unreachable(String why, String advice, Throwable cause) {
        return new Unreachable(message(why, advice), Text.capitalized(Text.printable(why)), cause);
    }

    /** The same failure, with the other host that was tried. */
    BitbucketException alsoTried(BitbucketException failure, SshHost other) {
        String note = " " + Sentences.of("Ssh.AlsoTried", other);
        if (failure instanceof Unavailable unavailable) {
            return unavailable.after(note);
        }
        return failure instanceof Unreachable unreachable
                ? new Unreachable(failure.getMessage() + note, unreachable.reason(), failure.getCause())
                : failure;
    }

    /** The response is not git's protocol. */
    public UnexpectedResponse unexpectedResponse(String why) {
        return new UnexpectedResponse(
                message(Sentences.of("Ssh.UnexpectedResponse", why), Sentences.of("Ssh.HostAdvice")));
    }

    /**
     * The key can't be used.
     *
     * @param reason what is wrong and what to do, in complete sentences
     * @param publicKey its public key in OpenSSH's format, if the key could be read
     */
    public KeyRejected keyRejected(KeyRejected.Fault fault, String reason, Optional<String> publicKey) {
        return new KeyRejected(error(reason), fault, reason, publicKey);
    }

    /** Bitbucket does not know the key; {@code publicKey} is its public key in OpenSSH's format. */
    public KeyRejected keyUnknown(String publicKey) {
        String reason = Sentences.of("Ssh.KeyUnknown", KEYS_PAGE, publicKey);
        return keyRejected(KeyRejected.Fault.UNKNOWN, reason, Optional.of(publicKey));
    }

    /**
     * The server at {@code host} presented these keys, and none is trusted.
     *
     * @param setting where this was decided, if only one setting counts
     */
    public HostUntrusted hostUntrusted(String host, List<PublicKey> keys, Optional<String> setting) {
        String first = HostKeys.fingerprint(keys.get(0));
        String what = keys.size() == 1
                ? Sentences.of("Ssh.HostKeyUntrusted", host, first, HOST_KEYS_PAGE)
                : Sentences.of("Ssh.HostKeysUntrusted", host, fingerprints(keys), HOST_KEYS_PAGE);
        String where = setting.map(name -> " " + Sentences.of("Ssh.HostKeysDecidedBy", name))
                .orElse("");
        return new HostUntrusted(error(what + where), what + where, first);
    }

    private static String fingerprints(List<PublicKey> keys) {
        return keys.stream()
                .map(key -> HostKeys.fingerprint(key) + " (" + KeyUtils.getKeyType(key) + ")")
                .collect(Collectors.joining(", "));
    }

    private String says(String words, String advice) {
        return error(said(words) + ". " + advice).strip();
    }

    private static String said(String words) {
        return Sentences.of("Ssh.Says", Text.printable(words).replaceFirst("\\.+$", ""));
    }

    private String message(String what, String advice) {
        return error(Text.printable(what) + ". " + advice);
    }

    private String error(String sentences) {
        return Sentences.of("Error", Text.printable(action), Text.printable(credentialId), sentences);
    }
}
