package io.jenkins.plugins.bitbucket.branchsource;

import com.cloudbees.jenkins.plugins.bitbucket.api.BitbucketAuthenticator;
import com.cloudbees.jenkins.plugins.bitbucket.impl.credentials.BitbucketUserAPITokenAuthenticator;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Descriptor;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import jenkins.authentication.tokens.api.AuthenticationTokenContext;
import jenkins.authentication.tokens.api.AuthenticationTokenException;
import jenkins.authentication.tokens.api.AuthenticationTokenSource;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Lets the jobs of Bitbucket Branch Source use the credential: REST receives the email with the token, and git its own
 * user name. Otherwise that plugin would see a secret text, and send it as an access token, which Bitbucket rejects.
 */
// Exactly the requested type and exactly the class of the credential, so nothing else matches better.
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class BranchSourceAuthentication
        extends AuthenticationTokenSource<BitbucketAuthenticator, BitbucketApiToken> {

    public BranchSourceAuthentication() {
        super(BitbucketAuthenticator.class, BitbucketApiToken.class);
    }

    @Override
    protected boolean isFit(AuthenticationTokenContext<? super BitbucketAuthenticator> context) {
        return context.mustHave(
                BitbucketAuthenticator.BITBUCKET_INSTANCE_TYPE, BitbucketAuthenticator.BITBUCKET_INSTANCE_TYPE_CLOUD);
    }

    /** One of the few authenticators that the client for Bitbucket Cloud accepts; it knows the user name for git. */
    @NonNull
    @Override
    public BitbucketAuthenticator convert(@NonNull BitbucketApiToken credential) throws AuthenticationTokenException {
        try {
            return new BitbucketUserAPITokenAuthenticator(new UsernamePasswordCredentialsImpl(
                    credential.getScope(),
                    credential.getId(),
                    credential.getDescription(),
                    credential.getEmail(),
                    Secret.toString(credential.getToken())));
        } catch (Descriptor.FormException e) {
            throw new AuthenticationTokenException(e);
        }
    }
}
