package io.jenkins.plugins.bitbucket.migration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.verb.POST;

/** “Bitbucket credentials” on Manage Jenkins: of all that Jenkins has for Bitbucket what the viewer may see. */
@Extension
@Symbol("bitbucketCredentials")
public final class BitbucketCredentialsManagementLink extends ManagementLink implements StaplerProxy {

    static final String URL = "bitbucketCredentials";

    private static final int LONGEST_WAIT_SECONDS = 60;

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

    /** What should become API token credentials. */
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

    /** Tests all tokens that the viewer may see; what takes too long goes on behind the page. */
    @POST
    public HttpResponse doTestAll() {
        checkPermission();
        new TestAll(
                        BitbucketCloudConfiguration.get().bitbucket(),
                        Stored.all(BitbucketApiToken.class).map(Stored::credential))
                .run()
                .completeOnTimeout(null, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return HttpResponses.redirectToDot();
    }
}
