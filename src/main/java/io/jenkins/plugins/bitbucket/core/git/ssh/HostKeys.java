package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;

/** Decides whether to trust a server, by the key that it presents. */
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
     * Whether {@code key} belongs to {@code host}. Called on a thread of the SSH client, before any secret or name is
     * sent.
     */
    boolean accepts(String host, int port, PublicKey key);

    /**
     * The types of the known keys of {@code host}, such as {@code ssh-ed25519}, which are requested first. None if any
     * type may match.
     */
    default List<String> types(String host, int port) {
        return List.of();
    }

    /** The setting that alone decides whether {@code key} belongs to {@code host}, for messages; none for any other. */
    default Optional<String> decidedBy(String host, int port, PublicKey key) {
        return Optional.empty();
    }

    /** The keys that Atlassian publishes. */
    static HostKeys published() {
        return fingerprints(PUBLISHED);
    }

    /**
     * The keys with one of these fingerprints, for any host.
     *
     * @param fingerprints in OpenSSH's format: {@code SHA256:} and 43 characters
     * @throws IllegalArgumentException if one has another form, or there are none
     */
    static HostKeys fingerprints(List<String> fingerprints) {
        return new FingerprintHostKeys(fingerprints);
    }

    /** The fingerprint of a key in OpenSSH's format. */
    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }
}
