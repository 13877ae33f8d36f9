package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Strategy;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.MergeResult;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code bitbucketMergePullRequest}: merges a pull request immediately or when it is green, or finds that it is already
 * merged.
 */
@Restricted(NoExternalUse.class)
public final class MergePullRequestStep extends PullRequestStep {

    private static final long serialVersionUID = 1;

    private static final Operation<MergePullRequest.Request> OPERATION = Operation.overRest(
            MergePullRequest.SCOPES,
            (request, client) -> new MergePullRequest().run(request, client).thenApply(done -> result(request, done)));

    @CheckForNull
    private String strategy;

    @CheckForNull
    private String message;

    private boolean closeSourceBranch;
    private String when = EnumParameter.word(When.NOW);

    @CheckForNull
    private Integer approvals;

    private boolean allowNone;

    @DataBoundConstructor
    public MergePullRequestStep() {}

    @CheckForNull
    public String getStrategy() {
        return strategy;
    }

    /**
     * @param strategy one of {@link Strategy} in lower case, checked when the step runs; Bitbucket's default if empty
     */
    @DataBoundSetter
    public void setStrategy(String strategy) {
        this.strategy = Util.fixEmptyAndTrim(strategy);
    }

    @CheckForNull
    public String getMessage() {
        return message;
    }

    /** @param message the message of the merge commit; Bitbucket's default if empty */
    @DataBoundSetter
    public void setMessage(String message) {
        this.message = Util.fixEmpty(message);
    }

    public boolean isCloseSourceBranch() {
        return closeSourceBranch;
    }

    /**
     * @param closeSourceBranch whether to delete the source branch; if false, the setting of the pull request applies
     */
    @DataBoundSetter
    public void setCloseSourceBranch(boolean closeSourceBranch) {
        this.closeSourceBranch = closeSourceBranch;
    }

    public String getWhen() {
        return when;
    }

    /** @param when {@code now} or {@code green}, checked when the step runs; {@code now} if empty */
    @DataBoundSetter
    public void setWhen(String when) {
        this.when = Util.fixNull(Util.fixEmptyAndTrim(when), EnumParameter.word(When.NOW));
    }

    @CheckForNull
    public Integer getApprovals() {
        return approvals;
    }

    /** @param approvals the number of approvals required for green; none if null */
    @DataBoundSetter
    public void setApprovals(Integer approvals) {
        this.approvals = approvals;
    }

    public boolean isAllowNone() {
        return allowNone;
    }

    /** @param allowNone whether it is green without any build status */
    @DataBoundSetter
    public void setAllowNone(boolean allowNone) {
        this.allowNone = allowNone;
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        PullRequestId pullRequest = pullRequestOf(run, environment);
        MergePullRequest.Request request = new MergePullRequest.Request(
                pullRequest,
                Optional.ofNullable(strategy).map(word -> EnumParameter.of(Strategy.class, "strategy", word)),
                Optional.ofNullable(message),
                closeSourceBranch ? Optional.of(true) : Optional.empty(),
                EnumParameter.of(When.class, "when", when),
                approvals == null ? 0 : approvals,
                allowNone,
                ownBuild(environment));
        return OPERATION.prepare("merging the pull request " + pullRequest, request);
    }

    /**
     * The URL that Bitbucket Branch Source sends. The steps of this plugin send the build's URL itself, so that the
     * merge waits for a block that runs in parallel.
     */
    private static Optional<String> ownBuild(EnvVars environment) {
        return Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("BUILD_URL")))
                .map(url -> url + "display/redirect");
    }

    private static StepResult result(MergePullRequest.Request request, MergeResult done) {
        RepositoryId repository = request.pullRequest().repository();
        String number = PullRequestValue.number(done.pullRequest());
        boolean now = done.pullRequest().outcome() == Outcome.UPDATED;
        String outcome = now ? "merged" : "found";
        String sourceCommit = done.sourceCommit().orElse("");
        LinkedHashMap<String, Serializable> value = PullRequestValue.of(done.pullRequest(), outcome);
        value.put("commit", done.commit().orElse(""));
        value.put("sourceCommit", sourceCommit);
        String title = done.pullRequest().title();
        return StepResult.made(
                value,
                now
                        ? Messages.MergePullRequestStep_Merged(number, title, repository)
                        : Messages.MergePullRequestStep_Found(number, title, repository),
                done.expected()
                        .map(commit -> List.of(Messages.MergePullRequestStep_OtherCommit(number, sourceCommit, commit)))
                        .orElse(List.of()),
                PullRequestValue.made(BitbucketBuildAction.MERGE, repository, done.pullRequest(), outcome));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketMergePullRequest";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.MergePullRequestStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @POST
        public ListBoxModel doFillStrategyItems(@CheckForNull @AncestorInPath Item item) {
            ListBoxModel items = choices(item, Strategy.class);
            items.add(0, new ListBoxModel.Option(Messages.MergePullRequestStep_AsUsual(), ""));
            return items;
        }

        @POST
        public ListBoxModel doFillWhenItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, When.class);
        }
    }
}
