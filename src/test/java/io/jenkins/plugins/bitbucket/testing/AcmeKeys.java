package io.jenkins.plugins.bitbucket.testing;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey.DirectEntryPrivateKeySource;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import java.io.IOException;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;

/** The common set-up of tests of SSH keys on a Jenkins. */
public final class AcmeKeys {

    public static final String ID = "bitbucket-key";

    private AcmeKeys() {}

    /**
     * Configures the Jenkins under test for an SSH server whose host key it trusts, and which git's settings do not
     * name.
     */
    public static void speakWith(EmbeddedSsh ssh) {
        nameHostKeys("");
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        settings.setSshHost(ssh.host() + ":" + ssh.port());
        settings.setHostKeyFingerprints(ssh.fingerprint());
    }

    /** @param knownHosts lines of a file {@code known_hosts}, for Git Host Key Verification */
    public static void nameHostKeys(String knownHosts) {
        GitHostKeyVerificationConfiguration.get()
                .setSshHostKeyVerificationStrategy(new ManuallyProvidedKeyVerificationStrategy(knownHosts));
    }

    /** Adds a key to the system store. */
    public static void addCredential(String privateKey, String passphrase) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().removeIf(BasicSSHUserPrivateKey.class::isInstance);
        provider.getCredentials()
                .add(new BasicSSHUserPrivateKey(
                        CredentialsScope.GLOBAL,
                        ID,
                        "git",
                        new DirectEntryPrivateKeySource(privateKey),
                        passphrase,
                        "Creates branches"));
        provider.save();
    }
}
