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
import io.jenkins.plugins.bitbucket.core.automation.FindPullRequests;
import io.jenkins.plugins.bitbucket.core.automation.FindPullRequests.State;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketFindPullRequests}: finds pull requests, newest first. */
@Restricted(NoExternalUse.class)
public final class FindPullRequestsStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final int USUAL_LIMIT = 100;

    private static final Operation<FindPullRequests.Request> OPERATION = Operation.overRest(
            FindPullRequests.SCOPES,
            (request, client) -> new FindPullRequests().run(request, client).thenApply(all -> result(request, all)));

    /** The state of the pull requests to find. */
    private enum Wanted {
        OPEN,
        MERGED,
        DECLINED,
        SUPERSEDED,
        ALL;

        Optional<State> state() {
            return this == ALL ? Optional.empty() : Optional.of(State.valueOf(name()));
        }
    }

    private String state = EnumParameter.word(Wanted.OPEN);

    @CheckForNull
    private String sourceBranch;

    @CheckForNull
    private String destinationBranch;

    @CheckForNull
    private String author;

    @CheckForNull
    private String titleContains;

    @CheckForNull
    private Integer limit;

    @DataBoundConstructor
    public FindPullRequestsStep() {}

    public String getState() {
        return state;
    }

    /**
     * @param state {@code open}, {@code merged}, {@code declined}, {@code superseded} or {@code all}, checked when the
     *     step runs; {@code open} if empty
     */
    @DataBoundSetter
    public void setState(String state) {
        this.state = Util.fixNull(Util.fixEmptyAndTrim(state), EnumParameter.word(Wanted.OPEN));
    }

    @CheckForNull
    public String getSourceBranch() {
        return sourceBranch;
    }

    @DataBoundSetter
    public void setSourceBranch(String sourceBranch) {
        this.sourceBranch = Util.fixEmptyAndTrim(sourceBranch);
    }

    @CheckForNull
    public String getDestinationBranch() {
        return destinationBranch;
    }

    @DataBoundSetter
    public void setDestinationBranch(String destinationBranch) {
        this.destinationBranch = Util.fixEmptyAndTrim(destinationBranch);
    }

    @CheckForNull
    public String getAuthor() {
        return author;
    }

    /** @param author an account ID, a UUID in braces, or a nickname */
    @DataBoundSetter
    public void setAuthor(String author) {
        this.author = Util.fixEmptyAndTrim(author);
    }

    @CheckForNull
    public String getTitleContains() {
        return titleContains;
    }

    @DataBoundSetter
    public void setTitleContains(String titleContains) {
        this.titleContains = Util.fixEmpty(titleContains);
    }

    @CheckForNull
    public Integer getLimit() {
        return limit;
    }

    /** @param limit the maximum number; 100 if null */
    @DataBoundSetter
    public void setLimit(Integer limit) {
        this.limit = limit;
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        FindPullRequests.Request request = new FindPullRequests.Request(
                repositoryId,
                EnumParameter.of(Wanted.class, "state", state).state(),
                Optional.ofNullable(sourceBranch).map(BranchName::new),
                Optional.ofNullable(destinationBranch).map(BranchName::new),
                Optional.ofNullable(author),
                Optional.ofNullable(titleContains),
                limit == null ? USUAL_LIMIT : limit);
        return OPERATION.prepare("finding pull requests in " + repositoryId, request);
    }

    private static StepResult result(FindPullRequests.Request request, List<PullRequestResult> all) {
        return StepResult.of(
                new ArrayList<>(all.stream().map(PullRequestValue::of).toList()),
                Messages.FindPullRequestsStep_Found(all.size(), request.repository()));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketFindPullRequests";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FindPullRequestsStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("sourceBranch", "destinationBranch");
        }

        @POST
        public ListBoxModel doFillStateItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, Wanted.class);
        }
    }
}
