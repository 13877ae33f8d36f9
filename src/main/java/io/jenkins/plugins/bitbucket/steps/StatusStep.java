package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** The common part of the steps that set a build status. */
@Restricted(NoExternalUse.class)
public abstract class StatusStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    static final Operation<SetBuildStatus.Request> OPERATION = Operation.overRest(
            SetBuildStatus.SCOPES,
            (request, client) -> new SetBuildStatus().run(request, client).thenApply(done -> result(request, done)));

    private final String key;

    @CheckForNull
    private String name;

    @CheckForNull
    private String description;

    @CheckForNull
    private String commit;

    @CheckForNull
    private String refname;

    @CheckForNull
    private String url;

    private boolean failOnError;

    StatusStep(String key) {
        this.key = Util.fixNull(key).trim();
    }

    public final String getKey() {
        return key;
    }

    @CheckForNull
    public final String getName() {
        return name;
    }

    /** @param name the name to show; the key if empty */
    @DataBoundSetter
    public final void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    @CheckForNull
    public final String getDescription() {
        return description;
    }

    @DataBoundSetter
    public final void setDescription(String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    @CheckForNull
    public final String getCommit() {
        return commit;
    }

    /** @param commit a commit's hash; the build's if empty */
    @DataBoundSetter
    public final void setCommit(String commit) {
        this.commit = Util.fixEmptyAndTrim(commit);
    }

    @CheckForNull
    public final String getRefname() {
        return refname;
    }

    /** @param refname the branch that was built; the build's if empty */
    @DataBoundSetter
    public final void setRefname(String refname) {
        this.refname = Util.fixEmptyAndTrim(refname);
    }

    @CheckForNull
    public final String getUrl() {
        return url;
    }

    /** @param url the page to link to; the build's page if empty */
    @DataBoundSetter
    public final void setUrl(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    public final boolean isFailOnError() {
        return failOnError;
    }

    /** @param failOnError whether to fail the step if the status can't be set; otherwise it is a warning */
    @DataBoundSetter
    public final void setFailOnError(boolean failOnError) {
        this.failOnError = failOnError;
    }

    final Operation.Prepared<?> prepare(BuildStatusTarget target, State now) {
        SetBuildStatus.Request request = target.request(this, now);
        return OPERATION.prepare(
                "setting the build status " + key + " of the commit " + request.commit() + " in "
                        + request.repository(),
                request);
    }

    private static StepResult result(SetBuildStatus.Request request, SetBuildStatus.Result done) {
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("key", done.key());
        value.put("state", done.state().name());
        value.put("commit", done.commit());
        String name = request.name().orElse(request.key());
        String shown = done.commit().substring(0, Math.min(12, done.commit().length()));
        return new StepResult(
                value,
                List.of(Messages.StatusStep_Set(name, done.state(), shown, request.repository())),
                List.of(),
                Optional.of(new Made(
                        "buildStatus",
                        request.repository().toString(),
                        name,
                        Messages.StatusStep_Of(shown),
                        done.state().name(),
                        "")));
    }
}
