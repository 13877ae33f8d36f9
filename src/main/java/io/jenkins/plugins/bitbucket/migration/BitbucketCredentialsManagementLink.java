package io.jenkins.plugins.bitbucket.migration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.Stored;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.verb.POST;

/** “Bitbucket credentials” on Manage Jenkins: all credentials for Bitbucket that the viewer can see. */
@Extension
@Symbol("bitbucketCredentials")
@Restricted(NoExternalUse.class)
public final class BitbucketCredentialsManagementLink extends ManagementLink implements StaplerProxy {

    static final String URL = "bitbucketCredentials";

    /** The latest test of all tokens, and its end. */
    private record Testing(TestAll tests, CompletableFuture<Void> end) {}

    private Testing testing;

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.BitbucketCredentialsManagementLink_DisplayName();
    }

    @Override
    public String getDescription() {
        return Messages.BitbucketCredentialsManagementLink_Description();
    }

    @Override
    public String getIconFileName() {
        return "symbol-key";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.SECURITY;
    }

    @NonNull
    @Override
    public Permission getRequiredPermission() {
        return Jenkins.MANAGE;
    }

    @Override
    public Object getTarget() {
        checkPermission();
        return this;
    }

    static void checkPermission() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
    }

    /** The credentials to convert. */
    public List<OldRow> getOld() {
        return OldCredential.all().map(OldRow::of).toList();
    }

    public List<TokenRow> getTokens() {
        return Stored.all(BitbucketApiToken.class).map(TokenRow::of).toList();
    }

    /** The form that converts the credential with this key, at {@code convert/…}. */
    public Conversion getConvert(String key) {
        return new Conversion(key);
    }

    /** The progress of a running test of all tokens; null if none is running. */
    @CheckForNull
    public synchronized String getProgress() {
        return testing == null || testing.end().isDone()
                ? null
                : Messages.BitbucketCredentialsManagementLink_Progress(
                        testing.tests().done(), testing.tests().all());
    }

    /** Tests all tokens that the viewer can see; what takes too long for a page continues in the background. */
    @POST
    public HttpResponse doTestAll() {
        checkPermission();
        PageWait.result(testAll());
        return HttpResponses.redirectToDot();
    }

    private synchronized CompletableFuture<Void> testAll() {
        if (testing == null || testing.end().isDone()) {
            TestAll tests = new TestAll(
                    BitbucketCloudConfiguration.get().bitbucket(),
                    Stored.all(BitbucketApiToken.class).map(Stored::credential));
            testing = new Testing(tests, tests.run());
        }
        return testing.end();
    }
}
