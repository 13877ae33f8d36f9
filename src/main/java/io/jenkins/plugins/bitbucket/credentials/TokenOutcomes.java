package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.security.HMACConfidentialKey;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The latest results for the tokens that Jenkins stores: how the last test of each has ended, and which ones Bitbucket
 * rejected. It stores no token, only a digest of an account's email and token, made with a key of this controller. The
 * location of a credential therefore does not matter, and after a token is replaced, nothing is known about the new
 * one. Only rejections survive a restart.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class TokenOutcomes {

    private static final Logger LOGGER = Logger.getLogger(TokenOutcomes.class.getName());

    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(TokenOutcomes.class, "key");

    // There is no notification when the last credential with a token is deleted, so the oldest entries are removed at
    // some point.
    private static final int MAX_REMEMBERED = 500;

    /**
     * The result of a test.
     *
     * @param verdict empty if Bitbucket could not be reached
     * @param summary the result, in sentences
     */
    public record LastTest(Instant time, Optional<Verdict> verdict, String summary) {}

    private final transient XmlFile file =
            new XmlFile(new File(Jenkins.get().getRootDir(), TokenOutcomes.class.getName() + ".xml"));

    /** The day of the last rejection by the digest, newest last. */
    private final Map<String, String> days = new LinkedHashMap<>();

    private final transient Map<String, LastTest> tests = new LinkedHashMap<>();

    public TokenOutcomes() {
        if (file.exists()) {
            try {
                file.unmarshal(this);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "Can't read the rejected tokens from " + file);
            }
        }
    }

    public static TokenOutcomes get() {
        return ExtensionList.lookupSingleton(TokenOutcomes.class);
    }

    /**
     * Records the result of a use of {@code credential}, if it holds a token and Jenkins stores it.
     *
     * @param failure why it failed, or null if it worked; only a rejection that a new token would end says
     *     anything about the token
     */
    public void used(Credentials credential, @CheckForNull Throwable failure) {
        if (!(credential instanceof BitbucketApiToken token)) {
            return;
        }
        if (failure == null) {
            accepted(token.apiCredential());
        } else if (BitbucketException.cause(failure) instanceof TokenRejected rejection
                && rejection.needsNewToken()
                && isKept(token.apiCredential())) {
            rejected(token.apiCredential());
        }
    }

    /** Whether a result is recorded: nothing is for a token that is only typed into a form. */
    public boolean isKept(ApiCredential credential) {
        return KeptCredentials.get()
                .all(BitbucketApiToken.class)
                .anyMatch(stored -> stored.credential().holds(credential));
    }

    /** Records the result of a test of a stored credential. */
    public void tested(ApiCredential credential, TokenReport report) {
        remember(credential, new LastTest(Instant.now(), Optional.of(report.verdict()), report.summary()));
        if (report.rejection().isEmpty()) {
            accepted(credential);
        } else if (report.rejection().get().needsNewToken()) {
            rejected(credential);
        }
    }

    /** Records that Bitbucket could not be reached for a stored credential. */
    public void notTested(ApiCredential credential, BitbucketException failure) {
        remember(credential, new LastTest(Instant.now(), Optional.empty(), failure.getMessage()));
    }

    /** The result of the last test of {@code credential} since Jenkins started. */
    public synchronized Optional<LastTest> lastTest(ApiCredential credential) {
        return Optional.ofNullable(tests.get(digest(credential)));
    }

    /** The warning about a token that was rejected when it was last used. */
    Optional<String> warning(BitbucketApiToken token) {
        return token.fault().isPresent() ? Optional.empty() : rejectionOf(token.apiCredential());
    }

    private synchronized Optional<String> rejectionOf(ApiCredential credential) {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(days.get(digest(credential))).map(Messages::TokenOutcomes_Rejected);
    }

    private synchronized void remember(ApiCredential credential, LastTest test) {
        putLast(tests, digest(credential), test);
    }

    synchronized void accepted(ApiCredential credential) {
        if (!days.isEmpty() && days.remove(digest(credential)) != null) {
            save();
        }
    }

    synchronized void rejected(ApiCredential credential) {
        String today = LocalDate.now().toString();
        if (!today.equals(putLast(days, digest(credential), today))) {
            save();
        }
    }

    /** @return the previous value */
    private static <T> T putLast(Map<String, T> map, String key, T value) {
        T before = map.remove(key);
        map.put(key, value);
        if (map.size() > MAX_REMEMBERED) {
            map.remove(map.keySet().iterator().next());
        }
        return before;
    }

    private static String digest(ApiCredential credential) {
        return KEY.mac(credential.email().value() + "\n" + credential.token().reveal());
    }

    /** The user of the token already has an answer, whether or not it can be stored. */
    private void save() {
        try {
            file.write(this);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't save the rejected tokens in " + file);
        }
    }
}
