package io.jenkins.plugins.bitbucket.api;

import java.util.Objects;

/**
 * Who a client is.
 *
 * @param id what messages call the credential, such as its ID in Jenkins
 * @param email the account's email
 * @param token the account's API token
 */
public record ApiCredential(String id, Email email, ApiToken token) {

    public ApiCredential {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(token, "token");
    }
}
