package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.HostUntrusted;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.KeyRejected;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

    // Bitbucket tells over SSH in words alone what went wrong, and its words have changed over the years.
    private static final Pattern ACCESS_KEY = Pattern.compile("(deploy|deployment|access) key.*read.only");
    private static final Pattern FORBIDDEN =
            Pattern.compile("denied|forbidden|unauthori[sz]ed|permission|not allowed|hook declined|protected|restrict");
    private static final Pattern MISSING =
            Pattern.compile("does not exist|not found|no longer exists|could not be found|(have|has) access");

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

    /** Bitbucket did not do it, and said why in words for people. */
    public BitbucketException refused(String words) {
        String line = Text.printable(words).replaceFirst("\\.+$", "");
        String said = line.toLowerCase(Locale.ROOT);
        String quoted = sentence("Bitbucket says “" + line + "”");
        if (ACCESS_KEY.matcher(said).find()) {
            return new PermissionMissing(quoted + "Add the key to an account that may write, at " + KEYS_PAGE
                    + ", in place of the repository's or project's access keys.");
        }
        if (FORBIDDEN.matcher(said).find()) {
            return new PermissionMissing(quoted + "Give the account of the key the permission in the repository's"
                    + " settings, and look at the branch restrictions there.");
        }
        if (MISSING.matcher(said).find()) {
            return new NotFound(quoted + "Check the spelling, and that the account of the key may see it.");
        }
        return new Invalid(quoted.strip(), Map.of(), Optional.empty());
    }

    /** Nobody answered: nothing was done. */
    public Unavailable unreachable(String why, Throwable cause) {
        return unavailable(why, false, cause);
    }

    /** The connection broke, or took too long: what was asked may be done. */
    public Unavailable lost(String why, Throwable cause) {
        return unavailable(why, true, cause);
    }

    private Unavailable unavailable(String why, boolean outcomeUnknown, Throwable cause) {
        String advice =
                "Try again; check the network, that it lets SSH out, and https://bitbucket.status.atlassian.com.";
        return new Unavailable(sentence(why) + advice, why, outcomeUnknown, Optional.empty(), cause);
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

    /** The server at {@code host} showed a key that is not trusted. */
    public HostUntrusted hostUntrusted(String host, String fingerprint) {
        String reason = "The host key of " + host + " is " + fingerprint + ", which is not trusted: it is new, or"
                + " somebody stands in between. Compare it with those that Bitbucket publishes at"
                + " https://bitbucket.org/site/ssh, and only if it is one of them, add it to the trusted host keys.";
        return new HostUntrusted(cannot() + reason, reason, fingerprint);
    }

    private String sentence(String what) {
        return cannot() + Text.printable(what) + ". ";
    }

    private String cannot() {
        return "Can't " + Text.printable(action) + " with the credential “" + Text.printable(credentialId) + "”: ";
    }
}
