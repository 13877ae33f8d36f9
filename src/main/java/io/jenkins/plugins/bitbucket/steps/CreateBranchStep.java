package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.BranchResult;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketCreateBranch}: creates a branch, or finds an existing one. */
@Restricted(NoExternalUse.class)
public final class CreateBranchStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<CreateBranch.Request> OPERATION = Operation.overRest(
                    CreateBranch.SCOPES,
                    (CreateBranch.Request request, BitbucketClient client) ->
                            new CreateBranch().run(request, client).thenApply(found -> result(request, found)))
            .orOverSsh((request, client) ->
                    new CreateBranch().run(request, client).thenApply(found -> result(request, found)));

    private final String branch;

    @CheckForNull
    private String from;

    private String ifExists = EnumParameter.word(IfExists.REUSE);

    /** @param branch the branch to create */
    @DataBoundConstructor
    public CreateBranchStep(String branch) {
        this.branch = Util.fixNull(branch).trim();
    }

    public String getBranch() {
        return branch;
    }

    @CheckForNull
    public String getFrom() {
        return from;
    }

    /** @param from a branch, tag or commit; the main branch if empty */
    @DataBoundSetter
    public void setFrom(String from) {
        this.from = Util.fixEmptyAndTrim(from);
    }

    public String getIfExists() {
        return ifExists;
    }

    /** @param ifExists {@code reuse} or {@code fail}, checked when the step runs; {@code reuse} if empty */
    @DataBoundSetter
    public void setIfExists(String ifExists) {
        this.ifExists = Util.fixNull(Util.fixEmptyAndTrim(ifExists), EnumParameter.word(IfExists.REUSE));
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        CreateBranch.Request request = new CreateBranch.Request(
                repositoryId,
                new BranchName(branch),
                StartPoint.parse(from),
                EnumParameter.of(IfExists.class, "ifExists", ifExists));
        return OPERATION.prepare("creating the branch " + branch + " in " + repositoryId, request);
    }

    private static StepResult result(CreateBranch.Request request, BranchResult found) {
        RepositoryId repositoryId = request.repository();
        String url = found.url().map(URI::toString).orElse("");
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("name", found.name());
        value.put("commit", found.commit());
        value.put("url", url);
        value.put("created", found.created());
        String at = found.commit().substring(0, Math.min(12, found.commit().length()));
        return StepResult.made(
                value,
                found.created()
                        ? Messages.CreateBranchStep_Created(found.name(), repositoryId, at)
                        : Messages.CreateBranchStep_Found(found.name(), repositoryId, at),
                found.elsewhere()
                        .map(commit -> List.of(Messages.CreateBranchStep_Elsewhere(found.name(), at, commit)))
                        .orElse(List.of()),
                new Made(
                        "branch",
                        repositoryId.toString(),
                        found.name(),
                        "",
                        found.created() ? "created" : "found",
                        url));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketCreateBranch";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CreateBranchStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("from");
        }

        @POST
        public ListBoxModel doFillIfExistsItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, IfExists.class);
        }
    }
}
