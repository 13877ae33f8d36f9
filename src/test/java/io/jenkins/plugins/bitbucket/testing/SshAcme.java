package io.jenkins.plugins.bitbucket.testing;

import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshCredential;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshPrivateKey;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** Acme over SSH. */
public final class SshAcme implements AutoCloseable {

    public final Acme acme = new Acme();
    public final EmbeddedSsh ssh = acme.bitbucket.ssh();

    /** A new key pair. */
    public final KeyPair pair = newPair();

    private final BitbucketSsh bitbucket = bitbucket(HostKeys.fingerprints(List.of(ssh.fingerprint())));

    /** Acme, whose CI account has added the public key. */
    public static SshAcme withKeyOfAccount() {
        SshAcme made = new SshAcme();
        made.acme.ci.addSshKey(made.publicHalf());
        return made;
    }

    public SshHost host() {
        return new SshHost(ssh.host(), ssh.port());
    }

    public BitbucketSsh bitbucket(HostKeys hostKeys) {
        return BitbucketSsh.at(host(), hostKeys, Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    public GitClient connection() {
        return connection(Duration.ofSeconds(30));
    }

    /** A connection that retries after short delays, for this long. */
    public GitClient connection(Duration total) {
        return bitbucket.as(
                credential(pair), new RetryPolicy(total, Duration.ofMillis(10), Duration.ofMillis(100), wait -> {}));
    }

    public String publicHalf() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    public static KeyPair newPair() {
        try {
            return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static SshCredential credential(KeyPair pair) {
        return new SshCredential("bitbucket-key", new SshPrivateKey(privateHalf(pair), ""));
    }

    /** In OpenSSH's file format. */
    public static String privateHalf(KeyPair pair) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "ci", null, text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        acme.close();
    }
}
