package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import java.util.Locale;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code bitbucketSetBuildStatus}: sets the status of a build of a commit. It is a separate step, because a Pipeline
 * step can't have an optional block.
 */
@Restricted(NoExternalUse.class)
public final class SetBuildStatusStep extends StatusStep {

    private static final long serialVersionUID = 1;

    private final String state;

    /**
     * @param key identifies the status among those of the commit
     * @param state one of {@link State}, case-insensitive, checked when the step runs
     */
    @DataBoundConstructor
    public SetBuildStatusStep(String key, String state) {
        super(key);
        this.state = Util.fixNull(state).trim();
    }

    public String getState() {
        return state;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new StatusExecution(this, context);
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        State now = EnumParameter.of(State.class, "state", state.toLowerCase(Locale.ROOT));
        return prepare(BuildStatusTarget.of(this, run, environment), now);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketSetBuildStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.SetBuildStatusStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("refname");
        }

        @POST
        public ListBoxModel doFillStateItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, State.class);
        }
    }
}
