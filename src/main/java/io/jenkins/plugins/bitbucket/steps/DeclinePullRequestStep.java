package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.DeclinePullRequest;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code bitbucketDeclinePullRequest}: declines a pull request, or finds that it is already declined. */
@Restricted(NoExternalUse.class)
public final class DeclinePullRequestStep extends PullRequestStep {

    private static final long serialVersionUID = 1;

    private static final Operation<DeclinePullRequest.Request> OPERATION = Operation.overRest(
            DeclinePullRequest.SCOPES,
            (request, client) ->
                    new DeclinePullRequest().run(request, client).thenApply(done -> result(request, done)));

    @CheckForNull
    private String message;

    @DataBoundConstructor
    public DeclinePullRequestStep() {}

    @CheckForNull
    public String getMessage() {
        return message;
    }

    /** @param message Markdown, which becomes a comment; none if empty */
    @DataBoundSetter
    public void setMessage(String message) {
        this.message = Util.fixEmpty(message);
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        PullRequestId pullRequest = pullRequestOf(run, environment);
        return OPERATION.prepare(
                "declining the pull request " + pullRequest,
                new DeclinePullRequest.Request(pullRequest, Optional.ofNullable(message)));
    }

    private static StepResult result(DeclinePullRequest.Request request, PullRequestResult done) {
        RepositoryId repository = request.pullRequest().repository();
        String number = PullRequestValue.number(done);
        boolean now = done.outcome() == Outcome.UPDATED;
        String outcome = now ? "declined" : "found";
        return StepResult.made(
                PullRequestValue.of(done, outcome),
                now
                        ? Messages.DeclinePullRequestStep_Declined(number, done.title(), repository)
                        : Messages.DeclinePullRequestStep_Found(number, done.title(), repository),
                List.of(),
                PullRequestValue.made(BitbucketBuildAction.DECLINE, repository, done, outcome));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketDeclinePullRequest";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeclinePullRequestStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }
    }
}
