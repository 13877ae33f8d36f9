package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** “Bitbucket Cloud” on Manage Jenkins → System. */
@Extension
@Symbol("bitbucketCloud")
@Restricted(NoExternalUse.class)
public final class BitbucketCloudConfiguration extends BitbucketCloudForm {

    public static final int DEFAULT_CONNECT_SECONDS = 10;
    public static final int DEFAULT_ANSWER_SECONDS = 30;
    public static final int DEFAULT_RETRY_SECONDS = 300;
    public static final int DEFAULT_EXPIRY_WARNING_DAYS = 14;

    private static final Map<String, Integer> DEFAULT_NUMBERS = Map.of(
            "connectTimeoutSeconds", DEFAULT_CONNECT_SECONDS,
            "requestTimeoutSeconds", DEFAULT_ANSWER_SECONDS,
            "retrySeconds", DEFAULT_RETRY_SECONDS,
            "expiryWarningDays", DEFAULT_EXPIRY_WARNING_DAYS);

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

    private boolean sshThroughProxy;

    private final transient Connections connections = new Connections();

    public BitbucketCloudConfiguration() {
        load();
    }

    public static BitbucketCloudConfiguration get() {
        return ExtensionList.lookupSingleton(BitbucketCloudConfiguration.class);
    }

    /** Bitbucket Cloud through Jenkins' proxy; kept until its address changes. */
    public synchronized BitbucketCloud bitbucket() {
        return connections.rest(URI.create(apiUrl), this);
    }

    /** Git over SSH with Jenkins' settings; kept until one of them changes. */
    public synchronized BitbucketSsh ssh() {
        return connections.ssh(sshSettings(getSshHost(), getHostKeyFingerprints(), isSshThroughProxy()));
    }

    /**
     * The SSH host for a repository.
     *
     * @param address the given name of the repository: it counts if it is a clone URL for SSH and no host is configured
     */
    public SshHost sshHostOf(String address) {
        String set = getSshHost();
        return set.isEmpty() ? SshHost.ofCloneUrl(address).orElse(SshHost.BITBUCKET) : SshHost.parse(set);
    }

    @Override
    Connections.Ssh sshSettings(String host, String fingerprints, boolean throughProxy) {
        return new Connections.Ssh(
                host,
                fingerprints,
                throughProxy,
                Duration.ofSeconds(getConnectTimeoutSeconds()),
                Duration.ofSeconds(getRequestTimeoutSeconds()));
    }

    /** The domain requirement for an API token: the host of the REST API. */
    @Override
    public List<DomainRequirement> apiRequirements() {
        return URIRequirementBuilder.fromUri(getApiUrl()).build();
    }

    /** The domain requirement for an SSH key: the SSH host. */
    @Override
    public List<DomainRequirement> sshRequirements() {
        return sshRequirements(SshHost.parse(getSshHost()));
    }

    public static List<DomainRequirement> sshRequirements(SshHost host) {
        return URIRequirementBuilder.fromUri("ssh://" + host).build();
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.BitbucketCloudConfiguration_DisplayName();
    }

    public synchronized String getApiUrl() {
        return apiUrl;
    }

    /** @throws IllegalArgumentException if it is neither HTTPS nor HTTP on this machine */
    @DataBoundSetter
    public synchronized void setApiUrl(String apiUrl) {
        String url = Util.fixEmptyAndTrim(apiUrl);
        this.apiUrl = url == null
                ? BitbucketCloud.API.toString()
                : BitbucketCloud.checkApiUrl(url).toString();
        save();
    }

    public synchronized String getDefaultCredentialsId() {
        return defaultCredentialsId;
    }

    /** Bitbucket's SSH server; empty for the host in a clone URL, or {@code ssh.bitbucket.org}. */
    public synchronized String getSshHost() {
        return Util.fixNull(sshHost);
    }

    /** @throws IllegalArgumentException if the host is invalid */
    @DataBoundSetter
    public synchronized void setSshHost(String sshHost) {
        String host = Util.fixNull(sshHost).trim();
        SshHost.parse(host);
        this.sshHost = host;
        save();
    }

    /** Whether SSH connections use the HTTP proxy of Jenkins, if it has one for the host. */
    public synchronized boolean isSshThroughProxy() {
        return sshThroughProxy;
    }

    @DataBoundSetter
    public synchronized void setSshThroughProxy(boolean sshThroughProxy) {
        this.sshThroughProxy = sshThroughProxy;
        save();
    }

    /** The fingerprints of trusted host keys, one per line; empty for those that Atlassian publishes. */
    public synchronized String getHostKeyFingerprints() {
        return Util.fixNull(hostKeyFingerprints);
    }

    /** @throws IllegalArgumentException if one has a wrong form */
    @DataBoundSetter
    public synchronized void setHostKeyFingerprints(String hostKeyFingerprints) {
        JenkinsHostKeys.parse(hostKeyFingerprints);
        this.hostKeyFingerprints = Util.fixNull(hostKeyFingerprints).trim();
        save();
    }

    /** The credential of steps that specify none, if any. */
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
        this.connectTimeoutSeconds = SettingRange.TIMEOUT_SECONDS.check(seconds);
        save();
    }

    public synchronized int getRequestTimeoutSeconds() {
        return requestTimeoutSeconds;
    }

    @DataBoundSetter
    public synchronized void setRequestTimeoutSeconds(int seconds) {
        this.requestTimeoutSeconds = SettingRange.TIMEOUT_SECONDS.check(seconds);
        save();
    }

    public synchronized int getRetrySeconds() {
        return retrySeconds;
    }

    /** @param seconds how long steps retry after a transient failure by default; zero for a single try */
    @DataBoundSetter
    public synchronized void setRetrySeconds(int seconds) {
        this.retrySeconds = SettingRange.RETRY_SECONDS.check(seconds);
        save();
    }

    /** How long steps retry after a transient failure by default. */
    public Duration retryTime() {
        return Duration.ofSeconds(getRetrySeconds());
    }

    public synchronized int getExpiryWarningDays() {
        return expiryWarningDays;
    }

    /** @param days how many days before a token expires the warnings start; zero for the day itself */
    @DataBoundSetter
    public synchronized void setExpiryWarningDays(int days) {
        this.expiryWarningDays = SettingRange.WARNING_DAYS.check(days);
        save();
    }

    /** Saves everything in the form, or nothing if something is invalid. A missing number means the default. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        JSONObject json = JSONObject.fromObject(form);
        BitbucketCloudConfiguration candidate = new BitbucketCloudConfiguration();
        try (BulkChange unsaved = new BulkChange(candidate)) {
            for (Object field : form.keySet()) {
                bind(request, candidate, json, field.toString());
            }
        }
        synchronized (this) {
            try (BulkChange change = new BulkChange(this)) {
                request.bindJSON(this, json);
                change.commit();
                return true;
            } catch (IOException e) {
                throw new FormException(Messages.BitbucketCloudConfiguration_NotSaved(e.getMessage()), e, "apiUrl");
            }
        }
    }

    private void bind(StaplerRequest2 request, BitbucketCloudConfiguration candidate, JSONObject json, String field)
            throws FormException {
        try {
            if (DEFAULT_NUMBERS.containsKey(field)) {
                json.put(field, number(json.getString(field).trim(), DEFAULT_NUMBERS.get(field)));
            }
            request.bindJSON(candidate, new JSONObject().element(field, json.get(field)));
        } catch (IllegalArgumentException e) {
            throw new FormException(titleOf(field) + ": " + e.getMessage(), e, field);
        }
    }

    /** Data binding would convert a text that is not a number to zero. */
    private static int number(String text, int otherwise) {
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    Messages.BitbucketCloudConfiguration_NotUnderstood(Text.printable(text)), e);
        }
    }
}
