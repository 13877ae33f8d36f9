package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import java.util.Optional;

/** Looks up the credential of a step where its build may. */
final class CredentialOfBuild {

    private CredentialOfBuild() {}

    /**
     * @param credentialsId its ID, or null for the default of the global configuration
     * @return a {@link BitbucketApiToken} or an {@link SSHUserPrivateKey}
     * @throws AbortException if there is none, or one of another type
     */
    static StandardCredentials find(String credentialsId, Run<?, ?> run) throws AbortException {
        String id = Optional.ofNullable(credentialsId)
                .or(BitbucketCloudConfiguration.get()::defaultCredentials)
                .orElseThrow(() -> new AbortException(Messages.CredentialOfBuild_None()));
        StandardCredentials credential = CredentialsProvider.findCredentialById(id, BitbucketApiToken.class, run);
        if (credential == null) {
            credential = CredentialsProvider.findCredentialById(id, SSHUserPrivateKey.class, run);
        }
        if (credential == null) {
            StandardCredentials other = CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
            throw new AbortException(
                    other == null
                            ? Messages.CredentialOfBuild_NotFound(id, searched(run))
                            : Messages.CredentialOfBuild_OtherType(
                                    id, other.getDescriptor().getDisplayName()));
        }
        return credential;
    }

    private static String searched(Run<?, ?> run) {
        return run.getParent().getParent() instanceof Item folder
                ? Messages.CredentialOfBuild_SystemAndFolders(folder.getFullName())
                : Messages.CredentialOfBuild_System();
    }
}
