package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;

/** Decides whether a server is the one that it should be, by the key that it shows. */
@FunctionalInterface
public interface HostKeys {

    /**
     * The fingerprints that Atlassian publishes for Bitbucket Cloud, for ed25519, ecdsa and rsa. Source: <a
     * href="https://bitbucket.org/site/ssh">Bitbucket's host keys</a>.
     */
    List<String> PUBLISHED = List.of(
            "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
            "SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
            "SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E");

    /**
     * Whether {@code key} is the one of {@code host}. Asked on a thread of the SSH client, before anything secret or
     * any name is sent.
     */
    boolean accepts(String host, int port, PublicKey key);

    /**
     * The types of the keys that are known of {@code host}, such as {@code ssh-ed25519}: the server is asked for one of
     * these first. None if all types are.
     */
    default List<String> types(String host, int port) {
        return List.of();
    }

    /** Those that Atlassian publishes. */
    static HostKeys published() {
        return fingerprints(PUBLISHED);
    }

    /**
     * Those with one of these fingerprints, whatever the host.
     *
     * @param fingerprints as OpenSSH writes them: {@code SHA256:} and 43 characters
     * @throws IllegalArgumentException if one is of another form, or there are none
     */
    static HostKeys fingerprints(List<String> fingerprints) {
        return new FingerprintHostKeys(fingerprints);
    }

    /** The fingerprint of a key as OpenSSH writes it. */
    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }
}
