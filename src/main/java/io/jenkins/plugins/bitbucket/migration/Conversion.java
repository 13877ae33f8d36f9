package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.TestConnection;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes;
import java.io.IOException;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.security.stapler.StaplerNotDispatchable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The form that converts one credential, created for each request. It holds no secret: a saved token is tested and
 * reused without being sent to the browser.
 */
@Restricted(NoExternalUse.class)
public final class Conversion {

    // Nobody else may convert the credential between the check that it is unchanged and its replacement.
    private static final Object REPLACING = new Object();

    private final String key;
    private final Optional<OldCredential> old;
    private String email;
    private String labels = "";
    private String expires = "";
    private FormValidation failure = FormValidation.ok();

    Conversion(String key) {
        this.key = key;
        this.old = OldCredential.find(key);
        this.email = old.map(OldCredential::email).orElse("");
    }

    public String getKey() {
        return key;
    }

    /** The row of the credential, or null if it has changed. */
    public OldRow getRow() {
        return old.map(OldRow::of).orElse(null);
    }

    public boolean isNewTokenNeeded() {
        return old.flatMap(OldCredential::savedToken).isEmpty();
    }

    /** Whether something may restore the old credential. */
    public boolean isConfiguredAsCode() {
        return Jenkins.get().getPlugin("configuration-as-code") != null;
    }

    public String getEmail() {
        return email;
    }

    public String getLabels() {
        return labels;
    }

    public String getExpires() {
        return expires;
    }

    /** Why the last attempt failed, as HTML; empty if there was none. */
    public String getFailure() {
        return failure.kind == FormValidation.Kind.ERROR ? failure.renderHtml() : "";
    }

    /** The fields, their help and their checks are those of the new credential. */
    @StaplerNotDispatchable
    public Descriptor<?> getDescriptor() {
        return ExtensionList.lookupSingleton(BitbucketApiToken.DescriptorImpl.class);
    }

    /** Where the fields are checked, relative to Jenkins' root: with the permissions of the credential's place. */
    public String getChecksUrl() {
        String place = old.map(found -> found.stored().store().getContext())
                .filter(Item.class::isInstance)
                .map(context -> ((Item) context).getUrl())
                .orElse("");
        return place + getDescriptor().getDescriptorUrl();
    }

    /** Converts the credential if Bitbucket accepts its token; the list then shows what the token lacks. */
    @POST
    public HttpResponse doReplace(
            @QueryParameter String email,
            @QueryParameter Secret token,
            @QueryParameter String labels,
            @QueryParameter String expires)
            throws IOException {
        BitbucketCredentialsManagementLink.checkPermission();
        this.email = Util.fixNull(email);
        this.labels = Util.fixNull(labels);
        this.expires = Util.fixNull(expires);
        if (old.isPresent()) {
            old.get().stored().store().checkPermission(CredentialsProvider.UPDATE);
            failure = convert(old.get(), token);
        }
        return old.isPresent() && failure.kind != FormValidation.Kind.ERROR
                ? HttpResponses.redirectViaContextPath("manage/" + BitbucketCredentialsManagementLink.URL + "/")
                : HttpResponses.forwardToView(this, "index");
    }

    private FormValidation convert(OldCredential shown, Secret entered) throws IOException {
        String hindrance = OldRow.hindrance(shown.stored());
        if (!hindrance.isEmpty()) {
            return FormValidation.error(hindrance);
        }
        Optional<Secret> token =
                Util.fixNull(Secret.toString(entered)).isBlank() ? shown.savedToken() : Optional.ofNullable(entered);
        if (token.isEmpty()) {
            return FormValidation.error(Messages.Conversion_TokenNeeded());
        }
        BitbucketApiToken converted;
        try {
            converted = shown.convertedTo(email, token.get(), labels, expires);
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
        TestConnection.Ended test = new TestConnection().run(email, token.get());
        return test.isAccepted() ? replace(converted, test.report().orElseThrow()) : test.shown();
    }

    private FormValidation replace(BitbucketApiToken converted, TokenReport report) throws IOException {
        synchronized (REPLACING) {
            // The test took a while, and somebody may have changed it since.
            Optional<OldCredential> now = OldCredential.find(key);
            if (now.isEmpty()) {
                return FormValidation.error(Messages.Conversion_Changed());
            }
            if (!now.get().replaceBy(converted)) {
                return FormValidation.error(Messages.Conversion_NotTaken());
            }
        }
        TokenOutcomes.get().tested(converted.apiCredential(), report);
        return FormValidation.ok();
    }
}
