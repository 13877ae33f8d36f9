package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.jenkinsci.plugins.pipeline.modeldefinition.model.CredentialsBindingHandler;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The variables of {@code environment { X = credentials('…') }} in a declarative Pipeline: X and X_PSW are the token,
 * X_EMAIL the email, X_USR the user name for git.
 */
// Before the handlers of secret texts and of user names with passwords, which match this credential too.
@Extension(ordinal = 100, optional = true)
@Restricted(NoExternalUse.class)
public final class DeclarativeBinding extends CredentialsBindingHandler<BitbucketApiToken> {

    @NonNull
    @Override
    public Class<? extends StandardCredentials> type() {
        return BitbucketApiToken.class;
    }

    @NonNull
    @Override
    public List<Map<String, Object>> getWithCredentialsParameters(String credentialsId) {
        return List.of(
                Map.of(
                        "$class",
                        StringBinding.class.getName(),
                        "variable",
                        new EnvVarResolver(),
                        "credentialsId",
                        credentialsId),
                Map.of(
                        "$class", BitbucketApiTokenBinding.class.getName(),
                        "emailVariable", new EnvVarResolver("%s_EMAIL"),
                        "tokenVariable", new EnvVarResolver("%s_PSW"),
                        "gitUsernameVariable", new EnvVarResolver("%s_USR"),
                        "credentialsId", credentialsId));
    }
}
