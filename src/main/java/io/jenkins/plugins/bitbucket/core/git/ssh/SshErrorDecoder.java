package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
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
 * What was tried over SSH, and the one place where a failure of it becomes an error that people can act on; for REST it
 * is {@link RestErrorDecoder}.
 *
 * @param action what was to be done, after “can't”: {@code create the branch x in acme/infra}
 * @param credentialId with which credential
 */
public record SshErrorDecoder(String action, String credentialId) {

    /** Where an account's owner adds SSH keys. */
    public static final String KEYS_PAGE = "https://bitbucket.org/account/settings/ssh-keys/";

    // Bitbucket tells over SSH in words alone what went wrong, and its words have changed over the years. Only what
    // says
    // by itself what to do gets advice.
    private static final Pattern ACCESS_KEY = Pattern.compile("(deploy|deployment|access) key.*read.only");
    private static final Pattern FORBIDDEN = Pattern.compile("access denied|forbidden|unauthori[sz]ed"
            + "|not (allowed|permitted|authori[sz]ed)|permission to .*denied|not have (the )?permission");
    private static final Pattern MISSING = Pattern.compile("does not exist|(?<!command )not found|no longer exists"
            + "|could not be found|(have|has) access|not appear to be a git repository");
    private static final Pattern PASSING = Pattern.compile("temporarily|service (is )?unavailable|internal server error"
            + "|try again later|rate limit|too many (requests|connections)");
    // https://support.atlassian.com/bitbucket-cloud/docs/use-branch-permissions/
    private static final Pattern BRANCH_RESTRICTION =
            Pattern.compile("permission denied to .*branch|branch permissions|branch restrictions");

    private static final Pattern HOOK = Pattern.compile("(pre-receive )?hook declined");
    private static final String NETWORK =
            "Try again; check the network, that it lets SSH out, and https://bitbucket.status.atlassian.com.";

    /** There is one already; {@code advice} is a sentence. */
    public AlreadyExists alreadyExists(String what, String advice) {
        return new AlreadyExists(sentence(what) + advice);
    }

    /** Something that is needed is not there; {@code advice} is a sentence. */
    public NotFound notFound(String what, String advice) {
        return new NotFound(sentence(what) + advice);
    }

    /** What was asked can't be done so; {@code advice} is a sentence. */
    public Invalid invalid(String what, String advice) {
        return new Invalid(sentence(what) + advice, Map.of(), Optional.empty());
    }

    /** Bitbucket does not serve the command, and says why in words for people. */
    public BitbucketException refused(String words) {
        String said = words.toLowerCase(Locale.ROOT);
        String quoted = quoted(words);
        if (ACCESS_KEY.matcher(said).find()) {
            return new PermissionMissing(quoted + " Add the key to an account that may write, at " + KEYS_PAGE
                    + ", in place of the repository's or project's access keys.");
        }
        if (FORBIDDEN.matcher(said).find()) {
            return new PermissionMissing(
                    quoted + " Give the account of the key the permission in the repository's settings.");
        }
        if (MISSING.matcher(said).find()) {
            return new NotFound(quoted + " Check the spelling, and that the account of the key may see it.");
        }
        if (PASSING.matcher(said).find()) {
            return new Unavailable(quoted, said(words), false, Optional.empty(), null);
        }
        return new Invalid(quoted, Map.of(), Optional.empty());
    }

    /**
     * Bitbucket was asked to make a branch and does not.
     *
     * @param reason git's word for it, such as {@code pre-receive hook declined}
     * @param words what was said for people: by a hook, by the file system, or nothing
     */
    public BitbucketException declined(String reason, String words) {
        if (words.isEmpty() && HOOK.matcher(reason).matches()) {
            // Bitbucket Cloud has no other checks of its own on the making of a branch.
            return new PermissionMissing(quoted(reason)
                    + " It does not say why: look at the branch restrictions in the repository's settings.");
        }
        String all = words.isEmpty() ? reason : words + " (" + reason + ")";
        return BRANCH_RESTRICTION.matcher(words.toLowerCase(Locale.ROOT)).find()
                ? new PermissionMissing(quoted(all) + " Look at the branch restrictions in the repository's settings.")
                : new Invalid(quoted(all), Map.of(), Optional.empty());
    }

    /** Nobody answered: nothing was done. */
    public Unavailable unreachable(String why, Throwable cause) {
        return unavailable(why, NETWORK, false, cause);
    }

    /** The server closed the connection, and said why in words for people: nothing was done. */
    public Unavailable closed(String why, Throwable cause) {
        return unavailable(why, "Try again later.", false, cause);
    }

    /** The connection broke, or took too long: what was asked may be done if {@code outcomeUnknown}. */
    public Unavailable lost(String why, boolean outcomeUnknown, Throwable cause) {
        return unavailable(why, NETWORK, outcomeUnknown, cause);
    }

    private Unavailable unavailable(String why, String advice, boolean outcomeUnknown, Throwable cause) {
        return new Unavailable(sentence(why) + advice, Text.printable(why), outcomeUnknown, Optional.empty(), cause);
    }

    /** The same failure, with the host that Bitbucket's server may be at instead. */
    BitbucketException alsoTried(BitbucketException failure, SshHost other) {
        String note = " " + other + " was tried too, and does not answer either.";
        if (failure instanceof Unavailable unavailable) {
            return unavailable.after(note);
        }
        return failure instanceof UnexpectedResponse ? new UnexpectedResponse(failure.getMessage() + note) : failure;
    }

    /** What answers can't be Bitbucket. */
    public UnexpectedResponse notBitbucket(String what) {
        return new UnexpectedResponse(sentence(what) + "Check the SSH host.");
    }

    /** What came back is not git's protocol. */
    public UnexpectedResponse unexpectedResponse(String why) {
        return new UnexpectedResponse(sentence("what came back is no answer of git: " + why) + "Check the SSH host.");
    }

    /**
     * The key is of no use.
     *
     * @param reason what is wrong and what to do: sentences that stand alone
     * @param publicKey its public half in OpenSSH's form, where the key could be read
     */
    public KeyRejected keyRejected(KeyRejected.Fault fault, String reason, Optional<String> publicKey) {
        return new KeyRejected(cannot() + reason, fault, reason, publicKey);
    }

    /** Bitbucket does not know the key; {@code publicKey} is its public half in OpenSSH's form. */
    public KeyRejected keyUnknown(String publicKey) {
        return keyRejected(
                KeyRejected.Fault.UNKNOWN,
                "Bitbucket does not know the SSH key. Add its public half to the account, at " + KEYS_PAGE + ": "
                        + publicKey,
                Optional.of(publicKey));
    }

    /** The server at {@code host} showed these keys, and none is trusted. */
    public HostUntrusted hostUntrusted(String host, List<PublicKey> keys) {
        String published = " with those that Bitbucket publishes at https://bitbucket.org/site/ssh, and ";
        String first = HostKeys.fingerprint(keys.get(0));
        String reason = keys.size() == 1
                ? "The host key of " + host + " is " + first
                        + ", which is not trusted: it is new, or somebody stands in" + " between. Compare it"
                        + published + "only if it is one of them, add it to the trusted host keys."
                : "The host keys of " + host + " are " + fingerprints(keys) + ", and none is trusted: they are new, or"
                        + " somebody stands in between. Compare them" + published
                        + "add only those that are among them to the trusted host keys.";
        return new HostUntrusted(cannot() + reason, reason, first);
    }

    private static String fingerprints(List<PublicKey> keys) {
        return keys.stream()
                .map(key -> HostKeys.fingerprint(key) + " (" + KeyUtils.getKeyType(key) + ")")
                .collect(Collectors.joining(", "));
    }

    private String quoted(String words) {
        return cannot() + said(words) + ".";
    }

    private static String said(String words) {
        return "Bitbucket says “" + Text.printable(words).replaceFirst("\\.+$", "") + "”";
    }

    private String sentence(String what) {
        return cannot() + Text.printable(what) + ". ";
    }

    private String cannot() {
        return "Can't " + Text.printable(action) + " with the credential “" + Text.printable(credentialId) + "”: ";
    }
}
