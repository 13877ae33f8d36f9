package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** “Bitbucket Cloud” on Manage Jenkins → System. */
@Extension
@Symbol("bitbucketCloud")
public final class BitbucketCloudConfiguration extends GlobalConfiguration {

    public static final int DEFAULT_CONNECT_SECONDS = 10;
    public static final int DEFAULT_ANSWER_SECONDS = 30;
    public static final int DEFAULT_RETRY_SECONDS = 300;
    public static final int DEFAULT_EXPIRY_WARNING_DAYS = 14;
    private static final int MOST_SECONDS = 600;
    private static final int MOST_RETRY_SECONDS = 86_400;
    private static final int MOST_WARNING_DAYS = 365;

    private String apiUrl = BitbucketCloud.API.toString();
    private String defaultCredentialsId = "";
    private int connectTimeoutSeconds = DEFAULT_CONNECT_SECONDS;
    private int requestTimeoutSeconds = DEFAULT_ANSWER_SECONDS;
    private int retrySeconds = DEFAULT_RETRY_SECONDS;
    private int expiryWarningDays = DEFAULT_EXPIRY_WARNING_DAYS;

    @CheckForNull
    private String sshHost;

    @CheckForNull
    private String hostKeyFingerprints;

    private transient BitbucketCloud bitbucket;
    private transient BitbucketSsh ssh;

    public BitbucketCloudConfiguration() {
        load();
    }

    public static BitbucketCloudConfiguration get() {
        return ExtensionList.lookupSingleton(BitbucketCloudConfiguration.class);
    }

    /** Bitbucket Cloud as this Jenkins reaches it, through its proxy; kept until a setting changes. */
    public synchronized BitbucketCloud bitbucket() {
        if (bitbucket == null) {
            URI url = URI.create(apiUrl);
            bitbucket =
                    BitbucketCloud.at(url, JenkinsHttpClient.userAgent(), new JenkinsHttpClient(this, url.getHost()));
        }
        return bitbucket;
    }

    /** Git over SSH as this Jenkins reaches it; kept until a setting changes. */
    public synchronized BitbucketSsh ssh() {
        if (ssh == null) {
            ssh = ssh(getSshHost(), getHostKeyFingerprints());
        }
        return ssh;
    }

    /** @throws IllegalArgumentException if the host or a fingerprint is of a wrong form */
    private BitbucketSsh ssh(String host, String fingerprints) {
        return BitbucketSsh.at(
                SshHost.parse(host),
                new JenkinsHostKeys(hostKeys(fingerprints)),
                Duration.ofSeconds(getConnectTimeoutSeconds()),
                Duration.ofSeconds(getRequestTimeoutSeconds()));
    }

    private static HostKeys hostKeys(String fingerprints) {
        List<String> all = Stream.of(Util.fixNull(fingerprints).split("[\\s,]+"))
                .filter(line -> !line.isEmpty())
                .toList();
        return all.isEmpty() ? HostKeys.published() : HostKeys.fingerprints(all);
    }

    @Override
    public synchronized void save() {
        bitbucket = null;
        ssh = null;
        super.save();
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.BitbucketCloudConfiguration_DisplayName();
    }

    public synchronized String getApiUrl() {
        return apiUrl;
    }

    /** @throws IllegalArgumentException if it is not HTTPS, nor HTTP on this machine */
    @DataBoundSetter
    public synchronized void setApiUrl(String apiUrl) {
        String url = Util.fixEmptyAndTrim(apiUrl);
        this.apiUrl = url == null
                ? BitbucketCloud.API.toString()
                : BitbucketCloud.checkApiUrl(URI.create(url)).toString();
        save();
    }

    public synchronized String getDefaultCredentialsId() {
        return defaultCredentialsId;
    }

    /** Where Bitbucket's SSH server is; empty for the one of a clone URL, or {@code ssh.bitbucket.org}. */
    public synchronized String getSshHost() {
        return Util.fixNull(sshHost);
    }

    /** @throws IllegalArgumentException if there can't be such a host */
    @DataBoundSetter
    public synchronized void setSshHost(String sshHost) {
        String host = Util.fixNull(sshHost).trim();
        SshHost.parse(host);
        this.sshHost = host;
        save();
    }

    /** The fingerprints of trusted host keys, one on each line; empty for those that Atlassian publishes. */
    public synchronized String getHostKeyFingerprints() {
        return Util.fixNull(hostKeyFingerprints);
    }

    /** @throws IllegalArgumentException if one is of a wrong form */
    @DataBoundSetter
    public synchronized void setHostKeyFingerprints(String hostKeyFingerprints) {
        hostKeys(hostKeyFingerprints);
        this.hostKeyFingerprints = Util.fixNull(hostKeyFingerprints).trim();
        save();
    }

    /** The credentials of steps that name none, if any. */
    public Optional<String> defaultCredentials() {
        return Optional.ofNullable(Util.fixEmpty(getDefaultCredentialsId()));
    }

    @DataBoundSetter
    public synchronized void setDefaultCredentialsId(String defaultCredentialsId) {
        this.defaultCredentialsId = Util.fixNull(defaultCredentialsId).trim();
        save();
    }

    public synchronized int getConnectTimeoutSeconds() {
        return connectTimeoutSeconds;
    }

    @DataBoundSetter
    public synchronized void setConnectTimeoutSeconds(int seconds) {
        this.connectTimeoutSeconds = checkSeconds(seconds);
        save();
    }

    public synchronized int getRequestTimeoutSeconds() {
        return requestTimeoutSeconds;
    }

    @DataBoundSetter
    public synchronized void setRequestTimeoutSeconds(int seconds) {
        this.requestTimeoutSeconds = checkSeconds(seconds);
        save();
    }

    public synchronized int getRetrySeconds() {
        return retrySeconds;
    }

    /** @param seconds for how long steps try again what may pass, if they don't say it themselves; zero for a single try */
    @DataBoundSetter
    public synchronized void setRetrySeconds(int seconds) {
        this.retrySeconds = checkRetrySeconds(seconds);
        save();
    }

    /** For how long steps try again what may pass, if they don't say it themselves. */
    public Duration retryTime() {
        return Duration.ofSeconds(getRetrySeconds());
    }

    /**
     * @return {@code seconds}
     * @throws IllegalArgumentException if nothing should be tried again for so long
     */
    public static int checkRetrySeconds(int seconds) {
        if (seconds < 0 || seconds > MOST_RETRY_SECONDS) {
            throw new IllegalArgumentException(Messages.BitbucketCloudConfiguration_RetrySeconds(MOST_RETRY_SECONDS));
        }
        return seconds;
    }

    /** Checks a number of seconds in a form; empty is one. */
    public static FormValidation checkRetrySecondsEntered(String value) {
        return Util.fixEmptyAndTrim(value) == null
                ? FormValidation.ok()
                : FormValidation.validateIntegerInRange(value, 0, MOST_RETRY_SECONDS);
    }

    public synchronized int getExpiryWarningDays() {
        return expiryWarningDays;
    }

    /** @param days how many days before a token expires people are warned; zero for the day itself only */
    @DataBoundSetter
    public synchronized void setExpiryWarningDays(int days) {
        if (days < 0 || days > MOST_WARNING_DAYS) {
            throw new IllegalArgumentException(Messages.BitbucketCloudConfiguration_WarningDays(MOST_WARNING_DAYS));
        }
        this.expiryWarningDays = days;
        save();
    }

    private static int checkSeconds(int seconds) {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException(Messages.BitbucketCloudConfiguration_Seconds(MOST_SECONDS));
        }
        return seconds;
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        try (BulkChange change = new BulkChange(this)) {
            request.bindJSON(this, json);
            change.commit();
            return true;
        } catch (IllegalArgumentException | IOException e) {
            throw new FormException(e.getMessage(), e, "apiUrl");
        }
    }

    @POST
    public FormValidation doCheckApiUrl(@QueryParameter String value) {
        return checkEntered(() -> Util.fixEmptyAndTrim(value) == null
                ? BitbucketCloud.API
                : BitbucketCloud.checkApiUrl(URI.create(value.trim())));
    }

    @POST
    public FormValidation doCheckSshHost(@QueryParameter String value) {
        return checkEntered(() -> SshHost.parse(value));
    }

    @POST
    public FormValidation doCheckHostKeyFingerprints(@QueryParameter String value) {
        return checkEntered(() -> hostKeys(value));
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
                .includeAs(ACL.SYSTEM2, Jenkins.get(), SSHUserPrivateKey.class);
    }

    /** Tests a key of the system store with the host and the host keys that are in the form now. */
    @POST
    public FormValidation doTestSshKey(
            @QueryParameter String sshHost,
            @QueryParameter String hostKeyFingerprints,
            @QueryParameter String testKeyId,
            @QueryParameter String testRepository) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            return new TestSshKey(ssh(sshHost, hostKeyFingerprints)).of(testKeyId, testRepository);
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
        return FormValidation.validateIntegerInRange(value, 0, MOST_RETRY_SECONDS);
    }

    @POST
    public FormValidation doCheckExpiryWarningDays(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FormValidation.validateIntegerInRange(value, 0, MOST_WARNING_DAYS);
    }

    private static FormValidation checkSecondsEntered(String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FormValidation.validateIntegerInRange(value, 1, MOST_SECONDS);
    }

    @POST
    public ListBoxModel doFillDefaultCredentialsIdItems(@QueryParameter String defaultCredentialsId) {
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return new StandardListBoxModel().includeCurrentValue(defaultCredentialsId);
        }
        return new StandardListBoxModel()
                .includeEmptyValue()
                .includeAs(ACL.SYSTEM2, Jenkins.get(), BitbucketApiToken.class)
                .includeCurrentValue(defaultCredentialsId);
    }
}
