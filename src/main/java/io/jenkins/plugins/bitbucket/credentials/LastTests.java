package io.jenkins.plugins.bitbucket.credentials;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the last test of each token ended since Jenkins started. It belongs to the account's email with its token, so that
 * it does not matter where a credential is stored, and a token that is new has none.
 */
@Extension
public final class LastTests {

    private static final int MOST = 1000;

    /**
     * The end of a test.
     *
     * @param verdict empty if Bitbucket could not be asked
     * @param summary what it came to, in sentences
     */
    public record LastTest(Instant time, Optional<Verdict> verdict, String summary) {}

    private record Account(Email email, ApiToken token) {}

    private final Map<Account, LastTest> tests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Account, LastTest> eldest) {
            return size() > MOST;
        }
    };

    public static LastTests get() {
        return ExtensionList.lookupSingleton(LastTests.class);
    }

    public void ended(ApiCredential credential, TokenReport report) {
        remember(credential, Optional.of(report.verdict()), report.summary());
    }

    /** Bitbucket could not be asked. */
    public void failed(ApiCredential credential, BitbucketException failure) {
        remember(credential, Optional.empty(), failure.getMessage());
    }

    private synchronized void remember(ApiCredential credential, Optional<Verdict> verdict, String summary) {
        Account account = account(credential);
        tests.remove(account);
        tests.put(account, new LastTest(Instant.now(), verdict, summary));
    }

    public synchronized Optional<LastTest> of(ApiCredential credential) {
        return Optional.ofNullable(tests.get(account(credential)));
    }

    private static Account account(ApiCredential credential) {
        return new Account(credential.email(), credential.token());
    }
}
