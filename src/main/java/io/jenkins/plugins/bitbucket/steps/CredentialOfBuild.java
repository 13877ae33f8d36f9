package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.JenkinsSshKey;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.EmailAndToken;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The credential of a step. It is looked up with the permissions of the build, and determines how the operation is
 * done.
 */
final class CredentialOfBuild {

    private final StandardCredentials stored;
    private final SshHost sshHost;

    private CredentialOfBuild(StandardCredentials stored, SshHost sshHost) {
        this.stored = stored;
        this.sshHost = sshHost;
    }

    /**
     * @param credentialsId its ID, or null for the default of the global configuration
     * @param sshHost where a key would be sent
     * @param operation determines which types the step accepts
     * @throws AbortException if there is none that the build can use for Bitbucket, or one of another type
     */
    static CredentialOfBuild find(
            @CheckForNull String credentialsId, Run<?, ?> run, SshHost sshHost, Operation<?> operation)
            throws AbortException {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        String id = Optional.ofNullable(credentialsId)
                .or(settings::defaultCredentials)
                .orElseThrow(() -> new AbortException(Messages.CredentialOfBuild_None()));
        List<DomainRequirement> api = settings.apiRequirements();
        Supplier<Optional<StandardCredentials>> token = () -> find(id, BitbucketApiToken.class, run, api);
        Supplier<Optional<StandardCredentials>> key =
                () -> find(id, SSHUserPrivateKey.class, run, BitbucketCloudConfiguration.sshRequirements(sshHost));
        Supplier<Optional<StandardCredentials>> login =
                () -> find(id, StandardUsernamePasswordCredentials.class, run, api)
                        .filter(found -> apiCredentialIn(found).isPresent());
        // Credentials of different types can have the same ID, in different places: the nearest counts.
        Optional<StandardCredentials> nearest = find(id, StandardCredentials.class, run, List.of());
        return nearest.flatMap(found -> {
                    if (found instanceof BitbucketApiToken) {
                        return token.get();
                    }
                    return found instanceof SSHUserPrivateKey && operation.takesSshKeys() ? key.get() : login.get();
                })
                .or(token)
                .or(key)
                .or(login)
                .map(found -> new CredentialOfBuild(found, sshHost))
                .orElseThrow(() -> new AbortException(whyNot(id, nearest, run, sshHost, operation.types())));
    }

    private static <C extends IdCredentials> Optional<StandardCredentials> find(
            String id, Class<C> type, Run<?, ?> run, List<DomainRequirement> requirements) {
        return Optional.ofNullable(
                (StandardCredentials) CredentialsProvider.findCredentialById(id, type, run, requirements));
    }

    private static String whyNot(
            String id, Optional<StandardCredentials> nearest, Run<?, ?> run, SshHost sshHost, String types) {
        if (nearest.isEmpty()) {
            return Messages.CredentialOfBuild_NotFound(id, searched(run));
        }
        StandardCredentials other = nearest.get();
        if (other instanceof SSHUserPrivateKey) {
            return Messages.CredentialOfBuild_OtherHost(id, sshHost.name());
        }
        if (other instanceof BitbucketApiToken || apiCredentialIn(other).isPresent()) {
            URI api = URI.create(BitbucketCloudConfiguration.get().getApiUrl());
            return Messages.CredentialOfBuild_OtherHost(id, api.getHost());
        }
        String type = other.getDescriptor().getDisplayName();
        return other instanceof StandardUsernamePasswordCredentials
                ? Messages.CredentialOfBuild_OtherLogin(id, type, types)
                : Messages.CredentialOfBuild_OtherType(id, type, types);
    }

    private static String searched(Run<?, ?> run) {
        return run.getParent().getParent() instanceof Item folder
                ? Messages.CredentialOfBuild_SystemAndFolders(folder.getFullName())
                : Messages.CredentialOfBuild_System();
    }

    private static Optional<ApiCredential> apiCredentialIn(StandardCredentials credential) {
        return credential instanceof StandardUsernamePasswordCredentials login
                ? EmailAndToken.in(login)
                : Optional.empty();
    }

    StandardCredentials stored() {
        return stored;
    }

    /** Advice about the credential for the author of the Pipeline, if any. */
    Optional<String> advice() {
        return stored instanceof BitbucketApiToken || stored instanceof SSHUserPrivateKey
                ? Optional.empty()
                : Optional.of(Messages.CredentialOfBuild_Login(
                        stored.getId(), stored.getDescriptor().getDisplayName()));
    }

    /**
     * Starts an operation with this credential.
     *
     * @param resumed whether it was started before a restart of Jenkins, so that the work may already be done
     * @throws IllegalArgumentException if the operation does not support this type of credential
     */
    CompletableFuture<StepResult> start(Operation.Prepared<?> prepared, RetryPolicy retries, boolean resumed) {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        if (stored instanceof SSHUserPrivateKey key) {
            if (!prepared.operation().takesSshKeys()) {
                throw new IllegalArgumentException(
                        Messages.CredentialOfBuild_NeedsApiToken(stored.getId(), prepared.status(), ApiToken.PAGE));
            }
            GitClient client = settings.ssh().withHost(sshHost).as(JenkinsSshKey.of(key), retries);
            return client.cancelTogether(prepared.start(resumed ? client.resumed() : client));
        }
        ApiCredential account = stored instanceof BitbucketApiToken token
                ? token.apiCredential()
                : apiCredentialIn(stored).orElseThrow();
        BitbucketClient client = settings.bitbucket().as(account, retries);
        return client.cancelTogether(prepared.start(resumed ? client.resumed() : client));
    }
}
