package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.util.Objects;

/**
 * Who a connection is. The user name is {@code git} for everyone: Bitbucket knows the account by its key.
 *
 * @param id what messages call the credential, such as its ID in Jenkins
 * @param key the key whose public half was added to the account
 */
public record SshCredential(String id, SshPrivateKey key) {

    public SshCredential {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
    }
}
