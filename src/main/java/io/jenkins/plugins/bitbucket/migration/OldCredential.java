package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.KeptCredentials;
import io.jenkins.plugins.bitbucket.credentials.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.security.HMACConfidentialKey;

/** A “Username with password” that looks like one for Bitbucket. */
record OldCredential(Stored<UsernamePasswordCredentialsImpl> stored, OldKind kind) {

    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(OldCredential.class, "key");

    /** All that the current user can see. */
    static Stream<OldCredential> all() {
        return known(Stored.all(UsernamePasswordCredentialsImpl.class));
    }

    /** The app passwords that Jenkins itself stores, for any user. */
    static Stream<OldCredential> appPasswordsKeptHere() {
        return known(KeptCredentials.get().all(UsernamePasswordCredentialsImpl.class))
                .filter(old -> old.kind == OldKind.APP_PASSWORD);
    }

    private static Stream<OldCredential> known(Stream<Stored<UsernamePasswordCredentialsImpl>> all) {
        return all.flatMap(
                stored -> OldKind.of(stored.credential()).map(kind -> new OldCredential(stored, kind)).stream());
    }

    /** The one with this key, unless it was moved, changed or removed since. */
    static Optional<OldCredential> find(String key) {
        return all().filter(old -> old.key().equals(key)).findFirst();
    }

    /** Identifies this version of the credential on pages: a digest of all its fields, which reveals nothing. */
    String key() {
        UsernamePasswordCredentialsImpl credential = stored.credential();
        CredentialsScope scope = credential.getScope();
        return KEY.mac(String.join(
                "\0",
                List.of(
                        stored.address(),
                        String.valueOf(scope),
                        credential.getId(),
                        credential.getDescription(),
                        credential.getUsername(),
                        Secret.toString(credential.getPassword()))));
    }

    /** The account's email, if it is known and not secret. */
    String email() {
        UsernamePasswordCredentialsImpl credential = stored.credential();
        return !credential.isUsernameSecret() && OldKind.isEmail(credential.getUsername())
                ? credential.getUsername().strip()
                : "";
    }

    /** What can be tested without entering it again. */
    Optional<Secret> savedToken() {
        return kind == OldKind.APP_PASSWORD
                ? Optional.empty()
                : Optional.of(stored.credential().getPassword());
    }

    /**
     * The replacement.
     *
     * @throws IllegalArgumentException if it is invalid, with the reason
     */
    BitbucketApiToken convertedTo(String email, Secret token, String labels, String expires) {
        UsernamePasswordCredentialsImpl credential = stored.credential();
        BitbucketApiToken converted = new BitbucketApiToken(
                credential.getScope(), credential.getId(), credential.getDescription(), email, token);
        converted.setLabels(labels);
        converted.setExpires(expires);
        return converted;
    }

    /** @return whether the store accepted it */
    boolean replaceBy(BitbucketApiToken converted) throws IOException {
        try {
            return stored.store().updateCredentials(stored.domain(), stored.credential(), converted);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
