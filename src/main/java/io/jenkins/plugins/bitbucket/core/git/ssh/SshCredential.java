package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.util.Objects;

/**
 * The identity of a connection. The user name is always {@code git}: Bitbucket identifies the account by its key.
 *
 * @param id the name of the credential in messages, such as its ID in Jenkins
 * @param key the key whose public key was added to the account
 */
public record SshCredential(String id, SshPrivateKey key) {

    public SshCredential {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
    }
}
