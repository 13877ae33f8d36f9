package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.UnavailableCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A user name with password that is an account's email and an API token, as vaults hold them. */
@Restricted(NoExternalUse.class)
public final class EmailAndToken {

    private EmailAndToken() {}

    /**
     * The account and its token, if {@code credential} has both forms.
     *
     * @throws IllegalArgumentException if a vault can't provide them at the moment
     */
    public static Optional<ApiCredential> in(StandardUsernamePasswordCredentials credential) {
        try {
            ApiToken token = new ApiToken(Secret.toString(credential.getPassword()));
            return token.kind() == ApiToken.Kind.API_TOKEN
                    ? Optional.of(new ApiCredential(credential.getId(), new Email(credential.getUsername()), token))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (CredentialsUnavailableException e) {
            throw UnavailableCredential.error(credential, e);
        }
    }
}
