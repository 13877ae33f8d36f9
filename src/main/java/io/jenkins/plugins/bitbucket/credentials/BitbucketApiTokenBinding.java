package io.jenkins.plugins.bitbucket.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.credentialsbinding.BindingDescriptor;
import org.jenkinsci.plugins.credentialsbinding.MultiBinding;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Provides the email, the token and the user name for git to a build in variables; only the token is masked. Jenkins
 * masks the value of a variable and its Base64 form, so the other forms of the token have their own variables.
 */
@Restricted(NoExternalUse.class)
public final class BitbucketApiTokenBinding extends MultiBinding<BitbucketApiToken> {

    static final String EMAIL_VARIABLE = "BB_EMAIL";
    static final String TOKEN_VARIABLE = "BB_TOKEN";
    static final String GIT_USERNAME_VARIABLE = "BB_GIT_USER";

    /** The suffixes of the token's variable: for {@code email:token}, {@code user:token} and the URL-encoded token. */
    private static final String REST = "_REST";

    private static final String GIT = "_GIT";
    private static final String ENCODED = "_ENCODED";

    private String emailVariable = EMAIL_VARIABLE;
    private String tokenVariable = TOKEN_VARIABLE;
    private String gitUsernameVariable = GIT_USERNAME_VARIABLE;

    @DataBoundConstructor
    public BitbucketApiTokenBinding(String credentialsId) {
        super(credentialsId);
    }

    public String getEmailVariable() {
        return emailVariable;
    }

    @DataBoundSetter
    public void setEmailVariable(String emailVariable) {
        this.emailVariable = or(emailVariable, EMAIL_VARIABLE);
    }

    public String getTokenVariable() {
        return tokenVariable;
    }

    @DataBoundSetter
    public void setTokenVariable(String tokenVariable) {
        this.tokenVariable = or(tokenVariable, TOKEN_VARIABLE);
    }

    public String getGitUsernameVariable() {
        return gitUsernameVariable;
    }

    @DataBoundSetter
    public void setGitUsernameVariable(String gitUsernameVariable) {
        this.gitUsernameVariable = or(gitUsernameVariable, GIT_USERNAME_VARIABLE);
    }

    private static String or(String name, String otherwise) {
        String given = Util.fixEmptyAndTrim(name);
        return given == null ? otherwise : given;
    }

    @Override
    protected Class<BitbucketApiToken> type() {
        return BitbucketApiToken.class;
    }

    @Override
    public MultiEnvironment bind(
            @NonNull Run<?, ?> build,
            @CheckForNull FilePath workspace,
            @CheckForNull Launcher launcher,
            @NonNull TaskListener listener)
            throws IOException {
        BitbucketApiToken credential = getCredentials(build);
        BuildNotice.print(credential, build, listener);
        try {
            credential.apiCredential();
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
        return new MultiEnvironment(
                secrets(credential),
                Map.of(emailVariable, credential.getEmail(), gitUsernameVariable, credential.getUsername()));
    }

    private Map<String, String> secrets(BitbucketApiToken credential) {
        String token = Secret.toString(credential.getToken());
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put(tokenVariable, token);
        secrets.put(tokenVariable + REST, credential.getEmail() + ":" + token);
        secrets.put(tokenVariable + GIT, credential.getUsername() + ":" + token);
        secrets.put(tokenVariable + ENCODED, URLEncoder.encode(token, StandardCharsets.UTF_8));
        return secrets;
    }

    @Override
    public Set<String> variables(@NonNull Run<?, ?> build) {
        return Set.of(tokenVariable, tokenVariable + REST, tokenVariable + GIT, tokenVariable + ENCODED);
    }

    @Extension(optional = true)
    @Symbol("bitbucketApiToken")
    public static final class DescriptorImpl extends BindingDescriptor<BitbucketApiToken> {

        @Override
        protected Class<BitbucketApiToken> type() {
            return BitbucketApiToken.class;
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.BitbucketApiToken_DisplayName();
        }

        @Override
        public boolean requiresWorkspace() {
            return false;
        }
    }
}
