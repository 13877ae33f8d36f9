package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.ContextInPath;
import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.NameWith;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.ModelObject;
import hudson.security.AccessControlled;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.ApiTokenCredentials;
import io.jenkins.plugins.bitbucket.configuration.Markup;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundResolvable;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The email and an API token of an Atlassian account. For git and other users of a user name and password it is {@value
 * ApiToken#GIT_USERNAME} with the token; for users of a secret text it is the token.
 */
@NameWith(value = BitbucketApiToken.NameProvider.class, priority = 1)
public final class BitbucketApiToken extends BaseStandardCredentials
        implements ApiTokenCredentials, StringCredentials, DataBoundResolvable {

    private static final long serialVersionUID = 1;

    private final String email;

    private final Secret token;

    @CheckForNull
    private String labels;

    @CheckForNull
    private String expires;

    /**
     * Also accepts a credential without an email or token, as configuration as code creates if a variable is not set,
     * because otherwise Jenkins would not start. {@link #fault} reports it.
     *
     * @param email the account's email
     * @param token an API token of the account; surrounding white space is removed
     * @throws IllegalArgumentException if {@code email} is not an email
     */
    @DataBoundConstructor
    public BitbucketApiToken(
            @CheckForNull CredentialsScope scope,
            @CheckForNull String id,
            @CheckForNull String description,
            String email,
            Secret token) {
        super(scope, id, description);
        this.email = Util.fixEmptyAndTrim(email) == null ? "" : new Email(email).value();
        this.token = stripped(token);
    }

    /** As {@code other}, with an email that is not checked: {@link #fault} reports what is wrong with it. */
    BitbucketApiToken(BitbucketApiToken other, @CheckForNull String email) {
        super(other.getScope(), other.getId(), other.getDescription());
        this.email = Util.fixNull(email).strip();
        this.token = stripped(other.token);
        this.labels = other.labels;
        this.expires = other.expires;
    }

    /** XML that Jenkins did not write may lack any field, and is not refused. */
    private Object readResolve() {
        return new BitbucketApiToken(this, email);
    }

    private static Secret stripped(@CheckForNull Secret token) {
        String text = Secret.toString(token);
        // Agents receive credentials too, and only the controller can create a secret.
        return token != null && text.equals(text.strip()) ? token : Secret.fromString(text.strip());
    }

    /** A form accepts nothing that can't work. */
    @Override
    public Object bindResolve(StaplerRequest2 request, JSONObject form) {
        new Email(email);
        new ApiToken(Secret.toString(token));
        return this;
    }

    public String getEmail() {
        return email;
    }

    /** Empty if there is none. */
    @NonNull
    public Secret getToken() {
        return token;
    }

    /** What is wrong with it, as far as is visible without asking Bitbucket, and what to do; one or two sentences. */
    public Optional<String> fault() {
        return TokenFault.ofEmail(email).or(() -> TokenFault.of(token));
    }

    /** Words that distinguish this credential from others, separated by spaces. */
    public String getLabels() {
        return Util.fixNull(labels);
    }

    @DataBoundSetter
    public void setLabels(String labels) {
        this.labels = Stream.of(Util.fixNull(labels).trim().split("[\\s,]+"))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /**
     * The day on which the token expires, as {@code yyyy-MM-dd}; empty if nobody entered it. Bitbucket does not report
     * it.
     */
    public String getExpires() {
        return Util.fixNull(expires);
    }

    /** @throws IllegalArgumentException if it is not a date of that form */
    @DataBoundSetter
    public void setExpires(String expires) {
        String date = Util.fixNull(expires).trim();
        if (!date.isEmpty()) {
            Expiry.day(date);
        }
        this.expires = date;
    }

    /** The day on which the token expires, if it was entered. */
    public Optional<LocalDate> expiryDate() {
        try {
            return getExpires().isEmpty() ? Optional.empty() : Optional.of(Expiry.day(getExpires()));
        } catch (IllegalArgumentException e) {
            // Only a file edited by hand contains this, and no build should fail because of it.
            return Optional.empty();
        }
    }

    /**
     * For the client of the REST API.
     *
     * @throws IllegalArgumentException if it holds nothing that could be sent, with its name and the reason
     */
    public ApiCredential apiCredential() {
        try {
            return new ApiCredential(getId(), new Email(email), new ApiToken(Secret.toString(token)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Messages.BitbucketApiToken_Unusable(getId(), fault().orElse(e.getMessage())), e);
        }
    }

    /** Whether it belongs to the same account and holds the same token. */
    boolean holds(ApiCredential credential) {
        return email.equals(credential.email().value())
                && Secret.toString(token).equals(credential.token().reveal());
    }

    @NonNull
    @Override
    public String getUsername() {
        return ApiToken.GIT_USERNAME;
    }

    @Override
    public boolean isUsernameSecret() {
        return false;
    }

    @NonNull
    @Override
    public Secret getPassword() {
        return getToken();
    }

    @NonNull
    @Override
    public Secret getSecret() {
        return getToken();
    }

    /** Email, labels and description, by which users distinguish their tokens. */
    public static final class NameProvider extends CredentialsNameProvider<BitbucketApiToken> {
        @NonNull
        @Override
        public String getName(@NonNull BitbucketApiToken credential) {
            String labels = credential.getLabels();
            String description = credential.getDescription().trim();
            // Otherwise, two credentials of one account would look the same in a drop-down.
            String other = labels.isEmpty() && description.isEmpty() ? credential.getId() : description;
            return (credential.getEmail()
                            + (labels.isEmpty() ? "" : " [" + labels + "]")
                            + (other.isEmpty() ? "" : " (" + other + ")"))
                    .strip();
        }
    }

    @Extension
    @Symbol("bitbucketApiToken")
    public static final class DescriptorImpl extends BaseStandardCredentialsDescriptor {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.BitbucketApiToken_DisplayName();
        }

        @Override
        public String getIconClassName() {
            return "symbol-key";
        }

        @POST
        public FormValidation doCheckEmail(@ContextInPath ModelObject context, @QueryParameter String value) {
            checkMayEdit(context);
            try {
                new Email(value);
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return error(e.getMessage());
            }
        }

        @POST
        public FormValidation doCheckToken(@ContextInPath ModelObject context, @QueryParameter Secret value) {
            checkMayEdit(context);
            return Secret.toString(value).isEmpty()
                    ? FormValidation.ok()
                    : TokenFault.of(value).map(DescriptorImpl::error).orElseGet(FormValidation::ok);
        }

        @POST
        public FormValidation doCheckExpires(@ContextInPath ModelObject context, @QueryParameter String value) {
            checkMayEdit(context);
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.ok();
            }
            try {
                return switch (Expiry.on(Expiry.day(value.trim()))) {
                    case FAR -> FormValidation.ok();
                    case NEAR ->
                        FormValidation.warningWithMarkup(
                                Markup.of(Messages.BitbucketApiToken_ExpiresSoon(ApiToken.PAGE)));
                    case PAST -> error(Messages.BitbucketApiToken_Expired(ApiToken.PAGE));
                };
            } catch (IllegalArgumentException e) {
                return error(e.getMessage());
            }
        }

        /** Tests the values in the form, with the global configuration. */
        @POST
        public FormValidation doTestConnection(
                @ContextInPath ModelObject context, @QueryParameter String email, @QueryParameter Secret token) {
            checkMayEdit(context);
            return new TestConnection().run(email, token).shown();
        }

        /** Shows what the token in the form can see. */
        @POST
        public FormValidation doShowRepositories(
                @ContextInPath ModelObject context, @QueryParameter String email, @QueryParameter Secret token) {
            checkMayEdit(context);
            return ShowRepositories.run(email, token);
        }

        private static FormValidation error(String text) {
            return FormValidation.errorWithMarkup(Markup.of(text));
        }

        /** The form is for users who can create or update credentials in its place. */
        private static void checkMayEdit(ModelObject context) {
            AccessControlled place = context instanceof AccessControlled controlled ? controlled : Jenkins.get();
            place.checkAnyPermission(CredentialsProvider.CREATE, CredentialsProvider.UPDATE);
        }
    }
}
