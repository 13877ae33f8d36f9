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

    /** All of which the one who asks may see. */
    static Stream<OldCredential> all() {
        return known(Stored.all(UsernamePasswordCredentialsImpl.class));
    }

    /** The app passwords that Jenkins itself keeps, whoever asks. */
    static Stream<OldCredential> appPasswordsKeptHere() {
        return known(KeptCredentials.get().all(UsernamePasswordCredentialsImpl.class))
                .filter(old -> old.kind == OldKind.APP_PASSWORD);
    }

    private static Stream<OldCredential> known(Stream<Stored<UsernamePasswordCredentialsImpl>> all) {
        return all.flatMap(
                stored -> OldKind.of(stored.credential()).map(kind -> new OldCredential(stored, kind)).stream());
    }

    /** The one that has this key, unless it was moved, changed or removed since. */
    static Optional<OldCredential> find(String key) {
        return all().filter(old -> old.key().equals(key)).findFirst();
    }

    /** Stands on pages for this credential as it is now: a digest of all that it is, which tells nothing of it. */
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

    /** The account's email as far as it is known and no secret. */
    String email() {
        UsernamePasswordCredentialsImpl credential = stored.credential();
        return !credential.isUsernameSecret() && OldKind.isEmail(credential.getUsername())
                ? credential.getUsername().strip()
                : "";
    }

    /** What may be tested without being entered again. */
    Optional<Secret> savedToken() {
        return kind == OldKind.APP_PASSWORD
                ? Optional.empty()
                : Optional.of(stored.credential().getPassword());
    }

    /**
     * What shall take its place.
     *
     * @throws IllegalArgumentException if it makes no sense, saying why
     */
    BitbucketApiToken convertedTo(String email, Secret token, String labels, String expires) {
        UsernamePasswordCredentialsImpl credential = stored.credential();
        BitbucketApiToken converted = new BitbucketApiToken(
                credential.getScope(), credential.getId(), credential.getDescription(), email, token);
        converted.setLabels(labels);
        converted.setExpires(expires);
        return converted;
    }

    /** @return whether the store has taken it */
    boolean replaceBy(BitbucketApiToken converted) throws IOException {
        try {
            return stored.store().updateCredentials(stored.domain(), stored.credential(), converted);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
