package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.Util;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import java.util.List;
import java.util.function.Supplier;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The web methods of the settings form. */
@Restricted(NoExternalUse.class)
public abstract class BitbucketCloudForm extends GlobalConfiguration {

    /** The domain requirement for an API token: the host of the REST API. */
    abstract List<DomainRequirement> apiRequirements();

    /** The domain requirement for an SSH key: the SSH host. */
    abstract List<DomainRequirement> sshRequirements();

    /** The connection to an SSH host with the configured timeouts. */
    abstract Connections.Ssh sshSettings(String host, String fingerprints, boolean throughProxy);

    /**
     * The label of a setting.
     *
     * @param field its name in the form and in configuration as code
     */
    public final String titleOf(String field) {
        return switch (field) {
            case "apiUrl" -> Messages.BitbucketCloudForm_ApiUrl();
            case "connectTimeoutSeconds" -> Messages.BitbucketCloudForm_ConnectTimeoutSeconds();
            case "defaultCredentialsId" -> Messages.BitbucketCloudForm_DefaultCredentialsId();
            case "expiryWarningDays" -> Messages.BitbucketCloudForm_ExpiryWarningDays();
            case "hostKeyFingerprints" -> Messages.BitbucketCloudForm_HostKeyFingerprints();
            case "requestTimeoutSeconds" -> Messages.BitbucketCloudForm_RequestTimeoutSeconds();
            case "retrySeconds" -> Messages.BitbucketCloudForm_RetrySeconds();
            case "sshHost" -> Messages.BitbucketCloudForm_SshHost();
            case "sshThroughProxy" -> Messages.BitbucketCloudForm_SshThroughProxy();
            default -> field;
        };
    }

    @POST
    public FormValidation doCheckApiUrl(@QueryParameter String value) {
        return checkEntered(() ->
                Util.fixEmptyAndTrim(value) == null ? BitbucketCloud.API : BitbucketCloud.checkApiUrl(value.trim()));
    }

    @POST
    public FormValidation doCheckSshHost(@QueryParameter String value) {
        return checkEntered(() -> SshHost.parse(value));
    }

    @POST
    public FormValidation doCheckHostKeyFingerprints(@QueryParameter String value) {
        return checkEntered(() -> JenkinsHostKeys.parse(value));
    }

    private static FormValidation checkEntered(Supplier<?> parse) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            parse.get();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The keys that can be tested here: those of the system store. */
    @POST
    public ListBoxModel doFillTestKeyIdItems() {
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return new StandardListBoxModel();
        }
        return new StandardListBoxModel()
                .includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        SSHUserPrivateKey.class,
                        sshRequirements(),
                        CredentialsMatchers.always());
    }

    /** Tests a key of the system store with the host, host keys and proxy in the form. */
    @POST
    public FormValidation doTestSshKey(
            @QueryParameter String sshHost,
            @QueryParameter String hostKeyFingerprints,
            @QueryParameter boolean sshThroughProxy,
            @QueryParameter String testKeyId,
            @QueryParameter String testRepository) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            return new TestSshKey(
                            sshSettings(sshHost, hostKeyFingerprints, sshThroughProxy)
                                    .open(),
                            sshRequirements())
                    .of(testKeyId, testRepository);
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    @POST
    public FormValidation doCheckConnectTimeoutSeconds(@QueryParameter String value) {
        return checkSecondsEntered(value);
    }

    @POST
    public FormValidation doCheckRequestTimeoutSeconds(@QueryParameter String value) {
        return checkSecondsEntered(value);
    }

    @POST
    public FormValidation doCheckRetrySeconds(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return SettingRange.RETRY_SECONDS.checkEntered(value);
    }

    @POST
    public FormValidation doCheckExpiryWarningDays(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return SettingRange.WARNING_DAYS.checkEntered(value);
    }

    private static FormValidation checkSecondsEntered(String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return SettingRange.TIMEOUT_SECONDS.checkEntered(value);
    }

    @POST
    public ListBoxModel doFillDefaultCredentialsIdItems(@QueryParameter String defaultCredentialsId) {
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return new StandardListBoxModel().includeCurrentValue(defaultCredentialsId);
        }
        return new StandardListBoxModel()
                .includeEmptyValue()
                // Jobs can't use credentials of the scope System.
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        ApiTokenCredentials.class,
                        apiRequirements(),
                        CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)))
                .includeCurrentValue(defaultCredentialsId);
    }
}
