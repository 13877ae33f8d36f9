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
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketOpenPullRequest}: opens a pull request, or updates the open one for the same branches. */
@Restricted(NoExternalUse.class)
public final class OpenPullRequestStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<OpenPullRequest.Request> OPERATION = Operation.overRest(
            OpenPullRequest.SCOPES,
            (request, client) -> new OpenPullRequest().run(request, client).thenApply(found -> result(request, found)));

    private final String title;

    @CheckForNull
    private String sourceBranch;

    @CheckForNull
    private String destinationBranch;

    @CheckForNull
    private String description;

    private ArrayList<String> reviewers = new ArrayList<>();
    private boolean defaultReviewers;
    private boolean draft;
    private boolean closeSourceBranch;
    private String ifExists = EnumParameter.word(IfExists.UPDATE);

    /** @param title of the pull request */
    @DataBoundConstructor
    public OpenPullRequestStep(String title) {
        this.title = Util.fixNull(title);
    }

    public String getTitle() {
        return title;
    }

    @CheckForNull
    public String getSourceBranch() {
        return sourceBranch;
    }

    /** @param sourceBranch the branch to merge; if empty, the build's branch */
    @DataBoundSetter
    public void setSourceBranch(String sourceBranch) {
        this.sourceBranch = Util.fixEmptyAndTrim(sourceBranch);
    }

    @CheckForNull
    public String getDestinationBranch() {
        return destinationBranch;
    }

    /**
     * @param destinationBranch the branch to merge into; if empty, the main branch, or that of the pull request that is
     *     built
     */
    @DataBoundSetter
    public void setDestinationBranch(String destinationBranch) {
        this.destinationBranch = Util.fixEmptyAndTrim(destinationBranch);
    }

    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(String description) {
        this.description = Util.fixEmpty(description);
    }

    public String getReviewers() {
        return CommaSeparated.join(reviewers);
    }

    /** @param reviewers nicknames, account IDs or UUIDs, separated by commas; a script can also give a list */
    @DataBoundSetter
    public void setReviewers(String reviewers) {
        this.reviewers = new ArrayList<>(CommaSeparated.split(reviewers));
    }

    public boolean isDefaultReviewers() {
        return defaultReviewers;
    }

    @DataBoundSetter
    public void setDefaultReviewers(boolean defaultReviewers) {
        this.defaultReviewers = defaultReviewers;
    }

    public boolean isDraft() {
        return draft;
    }

    @DataBoundSetter
    public void setDraft(boolean draft) {
        this.draft = draft;
    }

    public boolean isCloseSourceBranch() {
        return closeSourceBranch;
    }

    @DataBoundSetter
    public void setCloseSourceBranch(boolean closeSourceBranch) {
        this.closeSourceBranch = closeSourceBranch;
    }

    public String getIfExists() {
        return ifExists;
    }

    /**
     * @param ifExists {@code update}, {@code reuse} or {@code fail}, checked when the step runs; {@code update} if
     *     empty
     */
    @DataBoundSetter
    public void setIfExists(String ifExists) {
        this.ifExists = Util.fixNull(Util.fixEmptyAndTrim(ifExists), EnumParameter.word(IfExists.UPDATE));
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        Optional<RepositoryId> another =
                OwnRepository.of(run, environment).filter(built -> OwnRepository.isAnother(built, repositoryId));
        if (another.isPresent() && sourceBranch == null) {
            throw new IllegalArgumentException(
                    Messages.OpenPullRequestStep_AnotherRepository(another.get(), repositoryId));
        }
        BranchOfBuild built = new BranchOfBuild(environment);
        String source = sourceBranch == null ? built.source() : sourceBranch;
        boolean isBuilt = another.isEmpty() && built.ofOwnRepository().equals(Optional.of(source));
        Optional<String> destination =
                Optional.ofNullable(destinationBranch).or(() -> isBuilt ? built.destination() : Optional.empty());
        OpenPullRequest.Request request = new OpenPullRequest.Request(
                repositoryId,
                new BranchName(source),
                destination.map(BranchName::new),
                title,
                Optional.ofNullable(description),
                reviewers,
                defaultReviewers,
                draft,
                closeSourceBranch,
                EnumParameter.of(IfExists.class, "ifExists", ifExists));
        return OPERATION.prepare("opening a pull request from " + source + " in " + repositoryId, request);
    }

    private static StepResult result(OpenPullRequest.Request request, PullRequestResult found) {
        RepositoryId repositoryId = request.repository();
        String number = PullRequestValue.number(found);
        return StepResult.made(
                PullRequestValue.of(found),
                switch (found.outcome()) {
                    case CREATED -> Messages.OpenPullRequestStep_Created(number, found.title(), repositoryId);
                    case UPDATED -> Messages.OpenPullRequestStep_Updated(number, found.title(), repositoryId);
                    case FOUND -> Messages.OpenPullRequestStep_Found(number, found.title(), repositoryId);
                },
                found.leftOut().stream()
                        .map(left -> Messages.OpenPullRequestStep_LeftOut(left.who(), left.why()))
                        .toList(),
                PullRequestValue.made(
                        BitbucketBuildAction.PULL_REQUEST, repositoryId, found, EnumParameter.word(found.outcome())));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketOpenPullRequest";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.OpenPullRequestStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("sourceBranch", "destinationBranch");
        }

        @Override
        Map<String, ParameterForm> forms() {
            return Map.of("reviewers", ParameterForm.WORDS);
        }

        @POST
        public ListBoxModel doFillIfExistsItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, IfExists.class);
        }
    }
}
