package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code bitbucketBuildStatus}: reports the progress and the result of a block to Bitbucket. */
@Restricted(NoExternalUse.class)
public final class BuildStatusStep extends StatusStep {

    private static final long serialVersionUID = 1;

    /** @param key identifies the status among those of the commit */
    @DataBoundConstructor
    public BuildStatusStep(String key) {
        super(key);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new BuildStatusExecution(this, context);
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        return prepare(BuildStatusTarget.of(this, run, environment), State.INPROGRESS);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketBuildStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.BuildStatusStep_DisplayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("refname");
        }
    }
}
