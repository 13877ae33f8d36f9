package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.XmlFile;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.TokenRejected;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import java.io.File;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.security.HMACConfidentialKey;

/**
 * Which tokens Bitbucket rejected when they were last used. None is kept: an account's email with its token is known
 * again by a digest, made with a key of this Jenkins. So it does not matter where a credential is stored, and one whose
 * token was replaced is not known any more.
 */
@Extension
public final class RejectedTokens {

    private static final Logger LOGGER = Logger.getLogger(RejectedTokens.class.getName());

    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(RejectedTokens.class, "key");

    // Nobody tells when the last credential with a token is gone, so that the oldest notes have to go at some time.
    private static final int MOST = 500;

    private final transient XmlFile file =
            new XmlFile(new File(Jenkins.get().getRootDir(), RejectedTokens.class.getName() + ".xml"));

    /** The day of the last rejection by the digest, the newest last. */
    private final Map<String, String> days = new LinkedHashMap<>();

    public RejectedTokens() {
        if (file.exists()) {
            try {
                file.unmarshal(this);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "Which tokens were rejected can't be read from " + file);
            }
        }
    }

    public static RejectedTokens get() {
        return ExtensionList.lookupSingleton(RejectedTokens.class);
    }

    /**
     * Notes how a use of {@code credential} ended, if it holds a token.
     *
     * @param failure why it failed, or null if it worked; of a failure, only a rejection tells anything of the token
     */
    public void used(Credentials credential, @CheckForNull Throwable failure) {
        if (!(credential instanceof BitbucketApiToken token)) {
            return;
        }
        if (failure == null) {
            accepted(token.apiCredential());
        } else if (BitbucketException.cause(failure) instanceof TokenRejected) {
            rejected(token.apiCredential());
        }
    }

    /** Notes what a test of {@code credential} found. */
    public void tested(ApiCredential credential, TokenReport report) {
        if (report.verdict() == Verdict.REJECTED) {
            rejected(credential);
        } else {
            accepted(credential);
        }
    }

    synchronized void accepted(ApiCredential credential) {
        if (!days.isEmpty() && days.remove(digest(credential)) != null) {
            save();
        }
    }

    synchronized void rejected(ApiCredential credential) {
        String digest = digest(credential);
        String today = LocalDate.now().toString();
        String before = days.remove(digest);
        days.put(digest, today);
        Iterator<String> oldest = days.keySet().iterator();
        while (days.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
        if (!today.equals(before)) {
            save();
        }
    }

    /** What there is to say of a token that was rejected when it was last used. */
    synchronized Optional<String> warning(BitbucketApiToken token) {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(days.get(digest(token.getEmail(), Secret.toString(token.getToken()))))
                        .map(Messages::RejectedTokens_Rejected);
    }

    private static String digest(ApiCredential credential) {
        return digest(credential.email().value(), credential.token().reveal());
    }

    private static String digest(String email, String token) {
        return KEY.mac(email + "\n" + Util.fixNull(token).strip());
    }

    /** Whoever used the token has an answer already, whether or not it can be remembered. */
    private void save() {
        try {
            file.write(this);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Which tokens were rejected can't be saved in " + file);
        }
    }
}
