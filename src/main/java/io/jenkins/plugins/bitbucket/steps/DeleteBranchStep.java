package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch.IfMissing;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketDeleteBranch}: deletes a branch, or finds that it does not exist. */
@Restricted(NoExternalUse.class)
public final class DeleteBranchStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<DeleteBranch.Request> OPERATION = Operation.overRest(
            DeleteBranch.SCOPES,
            (request, client) -> new DeleteBranch().run(request, client).thenApply(done -> result(request, done)));

    private final String branch;
    private String ifMissing = EnumParameter.word(IfMissing.IGNORE);
    private boolean force;

    /** @param branch the branch to delete */
    @DataBoundConstructor
    public DeleteBranchStep(String branch) {
        this.branch = Util.fixNull(branch).trim();
    }

    public String getBranch() {
        return branch;
    }

    public String getIfMissing() {
        return ifMissing;
    }

    /** @param ifMissing {@code ignore} or {@code fail}, checked when the step runs; {@code ignore} if empty */
    @DataBoundSetter
    public void setIfMissing(String ifMissing) {
        this.ifMissing = Util.fixNull(Util.fixEmptyAndTrim(ifMissing), EnumParameter.word(IfMissing.IGNORE));
    }

    public boolean isForce() {
        return force;
    }

    /** @param force whether to delete it even if it is the source or destination of an open pull request */
    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        DeleteBranch.Request request = new DeleteBranch.Request(
                repositoryId, new BranchName(branch), EnumParameter.of(IfMissing.class, "ifMissing", ifMissing), force);
        return OPERATION.prepare("deleting the branch " + branch + " in " + repositoryId, request);
    }

    private static StepResult result(DeleteBranch.Request request, DeleteBranch.Result done) {
        RepositoryId repositoryId = request.repository();
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("name", done.name());
        value.put("deleted", done.deleted());
        return done.deleted()
                ? StepResult.made(
                        value,
                        Messages.DeleteBranchStep_Deleted(done.name(), repositoryId),
                        List.of(),
                        new Made("branch", repositoryId.toString(), done.name(), "", "deleted", ""))
                : StepResult.of(value, Messages.DeleteBranchStep_Missing(done.name(), repositoryId));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketDeleteBranch";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeleteBranchStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("branch");
        }

        @POST
        public ListBoxModel doFillIfMissingItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, IfMissing.class);
        }
    }
}
