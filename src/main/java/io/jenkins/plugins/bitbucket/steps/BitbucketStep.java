package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.SettingRange;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.NeedsScopes;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import org.springframework.security.core.Authentication;

/** The common part of the steps: the credential and, for most of them, the repository. */
@Restricted(NoExternalUse.class)
public abstract class BitbucketStep extends Step implements Serializable {

    private static final long serialVersionUID = 1;

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String repository;

    @CheckForNull
    private Integer retrySeconds;

    @CheckForNull
    public final String getCredentialsId() {
        return credentialsId;
    }

    /** @param credentialsId the ID of the credential; if empty, the default of the global configuration */
    @DataBoundSetter
    public final void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public final String getRepository() {
        return repository;
    }

    /**
     * @param repository {@code workspace/slug} or a clone URL; if empty, the repository that the build has checked out
     */
    @DataBoundSetter
    public final void setRepository(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    @CheckForNull
    public final Integer getRetrySeconds() {
        return retrySeconds;
    }

    /**
     * @param retrySeconds how long to retry after a transient failure, zero for a single try; if null, the value of the
     *     global configuration
     */
    @DataBoundSetter
    public final void setRetrySeconds(Integer retrySeconds) {
        this.retrySeconds = retrySeconds;
    }

    /** @throws IllegalArgumentException if the number of seconds is out of range */
    final Duration retryTime() {
        return retrySeconds == null
                ? BitbucketCloudConfiguration.get().retryTime()
                : Duration.ofSeconds(SettingRange.RETRY_SECONDS.check(retrySeconds));
    }

    @Override
    public StepExecution start(StepContext context) {
        return new BitbucketStepExecution(this, context);
    }

    /**
     * Checks the parameters, and returns the operation.
     *
     * @param environment the variables of the build
     * @throws IllegalArgumentException if a parameter is invalid, with the reason and advice
     */
    abstract Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment);

    /** Reads what the step needs from its context before {@link #prepare}; also after a restart. */
    void enter(StepContext context) throws IOException, InterruptedException {}

    /** Cleans up after {@link #enter}, however the step has ended. */
    void leave(StepContext context) throws IOException, InterruptedException {}

    /**
     * The repository.
     *
     * @throws IllegalArgumentException if the step names none on Bitbucket Cloud, and the build provides none
     */
    final RepositoryId repositoryOf(Run<?, ?> run, EnvVars environment) {
        return RepositoryOfBuild.find(repository, run, environment);
    }

    /** The SSH host, to which an SSH key would be sent. */
    final SshHost sshHost(Run<?, ?> run, EnvVars environment) {
        return BitbucketCloudConfiguration.get()
                .sshHostOf(
                        RepositoryOfBuild.address(repository, run, environment).orElse(""));
    }

    /** The common part of the descriptors: the arguments of a script, and the drop-down of credentials. */
    public abstract static class Descriptor extends StepDescriptor implements CustomDescribableModel, NeedsScopes {

        /** The operation of the step, which determines the accepted types of credentials. */
        abstract Operation<?> operation();

        @Override
        public final Set<Scope> scopes() {
            return operation().scopes();
        }

        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        @Override
        public final String getHelpFile(String field) {
            boolean orKey = "credentialsId".equals(field) && operation().takesSshKeys();
            return super.getHelpFile(orKey ? "credentialsIdOrKey" : field);
        }

        /** The parameters that accept several texts, or the same as a single text, by their names. */
        Map<String, ParameterForm> forms() {
            return Map.of();
        }

        /** The fields of the form that name a branch that exists, and complete while it is typed. */
        Set<String> branchFields() {
            return Set.of();
        }

        @Override
        public final void calcAutoCompleteSettings(String field, Map<String, Object> attributes) {
            super.calcAutoCompleteSettings(branchFields().contains(field) ? "existingBranch" : field, attributes);
        }

        /** Called for a step in a script: reports invalid arguments in one line, without a stack trace. */
        @Override
        public final Step newInstance(Map<String, Object> arguments) throws AbortException {
            try {
                return DescribableModel.of(clazz).instantiate(arguments, TaskListener.NULL);
            } catch (IllegalArgumentException e) {
                throw new AbortException(e.getMessage());
            }
        }

        @NonNull
        @Override
        public final Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return new StepArguments(DescribableModel.of(clazz), getFunctionName(), forms()).check(arguments);
        }

        @NonNull
        @Override
        public final UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            Map<String, Object> arguments = new TreeMap<>(step.getArguments());
            forms().forEach((name, form) ->
                    arguments.computeIfPresent(name, (same, text) -> form.split(text.toString())));
            return step.withArguments(arguments);
        }

        // Credentials of the scope System are for Jenkins alone, although Jenkins would offer them on its own pages.
        static final CredentialsMatcher FOR_JOBS =
                CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM));

        @POST
        public final FormValidation doCheckRetrySeconds(
                @CheckForNull @AncestorInPath Item item, @QueryParameter String value) {
            checkMaySee(item);
            return SettingRange.RETRY_SECONDS.checkEntered(value);
        }

        /** The allowed values of a parameter, for users who can see the place of the form. */
        static ListBoxModel choices(@CheckForNull Item item, Class<? extends Enum<?>> words) {
            checkMaySee(item);
            return EnumParameter.items(words);
        }

        /** Checks a required field of several lines; Jenkins checks those of a single line in the browser. */
        static FormValidation required(@CheckForNull Item item, String value, String refusal) {
            checkMaySee(item);
            return Util.fixEmptyAndTrim(value) == null ? FormValidation.error(refusal) : FormValidation.ok();
        }

        private static void checkMaySee(@CheckForNull Item item) {
            if (item == null) {
                Jenkins.get().checkPermission(Jenkins.READ);
            } else {
                item.checkPermission(Item.READ);
            }
        }

        /** The label of the empty choice. */
        private static String noneNamed(@CheckForNull String defaultId) {
            return Util.fixEmpty(defaultId) == null
                    ? Messages.BitbucketStep_NoDefault()
                    : Messages.BitbucketStep_Default(defaultId);
        }

        @POST
        public final AutoCompletionCandidates doAutoCompleteRepository(
                @CheckForNull @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String credentialsId) {
            return Completion.get().repositories(item, credentialsId, value);
        }

        @POST
        public final AutoCompletionCandidates doAutoCompleteExistingBranch(
                @CheckForNull @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String credentialsId,
                @QueryParameter String repository) {
            return Completion.get().branches(item, credentialsId, repository, value);
        }

        /** The user who looks up a credential in the place of the form. */
        static Authentication authenticationOf(@CheckForNull Item item) {
            return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
        }

        @POST
        public final ListBoxModel doFillCredentialsIdItems(
                @CheckForNull @AncestorInPath Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            boolean allowed = item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
            if (!allowed) {
                return items.includeCurrentValue(credentialsId);
            }
            Authentication user = authenticationOf(item);
            BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
            items.add(noneNamed(settings.getDefaultCredentialsId()), "");
            items.includeMatchingAs(user, item, BitbucketApiToken.class, settings.apiRequirements(), FOR_JOBS);
            if (operation().takesSshKeys()) {
                items.includeMatchingAs(user, item, SSHUserPrivateKey.class, settings.sshRequirements(), FOR_JOBS);
            }
            return items.includeCurrentValue(credentialsId);
        }
    }
}
