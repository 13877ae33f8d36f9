package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import io.jenkins.plugins.bitbucket.core.error.Text;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The error of a credential that its provider, for example a vault, can't provide at the moment. */
@Restricted(NoExternalUse.class)
public final class UnavailableCredential {

    private UnavailableCredential() {}

    /** One line that names the credential and the reason. */
    public static IllegalArgumentException error(IdCredentials credential, CredentialsUnavailableException reason) {
        return new IllegalArgumentException(
                Messages.UnavailableCredential_Unreadable(credential.getId(), Text.printable(reason.getMessage())),
                reason);
    }
}
