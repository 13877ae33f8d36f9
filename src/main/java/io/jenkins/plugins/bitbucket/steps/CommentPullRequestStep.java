package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.CommentMark;
import io.jenkins.plugins.bitbucket.core.automation.CommentPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.CommentResult;
import io.jenkins.plugins.bitbucket.core.automation.CommentResult.Outcome;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketCommentPullRequest}: comments on a pull request, or updates the comment with the same key. */
@Restricted(NoExternalUse.class)
public final class CommentPullRequestStep extends PullRequestStep {

    private static final long serialVersionUID = 1;

    private static final Operation<CommentPullRequest.Request> OPERATION = Operation.overRest(
            CommentPullRequest.SCOPES,
            (request, client) ->
                    new CommentPullRequest().run(request, client).thenApply(done -> result(request, done)));

    private final String text;

    // Saved with the build, to find the comment after a restart.
    private final String once = UUID.randomUUID().toString();

    @CheckForNull
    private String key;

    /** @param text Markdown */
    @DataBoundConstructor
    public CommentPullRequestStep(String text) {
        this.text = Util.fixNull(text);
    }

    public String getText() {
        return text;
    }

    @CheckForNull
    public String getKey() {
        return key;
    }

    /** @param key identifies the comment to update; if empty, each run adds a comment */
    @DataBoundSetter
    public void setKey(String key) {
        this.key = Util.fixEmptyAndTrim(key);
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        PullRequestId pullRequest = pullRequestOf(run, environment);
        CommentMark mark = key == null ? CommentMark.once(once) : CommentMark.ofKey(key);
        return OPERATION.prepare(
                "commenting on the pull request " + pullRequest,
                new CommentPullRequest.Request(pullRequest, text, mark));
    }

    private static StepResult result(CommentPullRequest.Request request, CommentResult done) {
        String repository = request.pullRequest().repository().toString();
        String number = "#" + request.pullRequest().number();
        String url = done.url().map(URI::toString).orElse("");
        String outcome = EnumParameter.word(done.outcome());
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("id", done.id());
        value.put("url", url);
        value.put("created", done.outcome() == Outcome.CREATED);
        value.put("outcome", outcome);
        return StepResult.made(
                value,
                switch (done.outcome()) {
                    case CREATED -> Messages.CommentPullRequestStep_Created(number, repository);
                    case UPDATED -> Messages.CommentPullRequestStep_Updated(number, repository);
                    case FOUND -> Messages.CommentPullRequestStep_Found(number, repository);
                },
                List.of(),
                new Made(
                        "comment",
                        repository,
                        Messages.CommentPullRequestStep_Comment(done.id()),
                        Messages.CommentPullRequestStep_On(number),
                        outcome,
                        url));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketCommentPullRequest";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CommentPullRequestStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @POST
        public FormValidation doCheckText(@CheckForNull @AncestorInPath Item item, @QueryParameter String value) {
            return required(item, value, Messages.CommentPullRequestStep_NoText());
        }
    }
}
