package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshPrivateKey;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Converts an SSH key of Jenkins' credentials. */
@Restricted(NoExternalUse.class)
public final class JenkinsSshKey {

    private JenkinsSshKey() {}

    /**
     * The key of a credential; the first one if it holds several.
     *
     * @throws IllegalArgumentException if a vault can't provide it at the moment
     */
    public static SshCredential of(SSHUserPrivateKey credential) {
        try {
            String key = credential.getPrivateKeys().stream().findFirst().orElse("");
            String passphrase = Secret.toString(credential.getPassphrase());
            return new SshCredential(credential.getId(), new SshPrivateKey(key, passphrase));
        } catch (CredentialsUnavailableException e) {
            throw UnavailableCredential.error(credential, e);
        }
    }
}
