package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** What the steps share that do something with one pull request. */
@Restricted(NoExternalUse.class)
public abstract class PullRequestStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    @CheckForNull
    private Integer id;

    @CheckForNull
    public final Integer getId() {
        return id;
    }

    /** @param id the pull request's number; the one that the build is about, or has opened, if null */
    @DataBoundSetter
    public final void setId(Integer id) {
        this.id = id;
    }

    /**
     * The pull request that is meant.
     *
     * @throws IllegalArgumentException if it is not named and can't be told, saying what to name
     */
    final PullRequestId pullRequestOf(Run<?, ?> run, EnvVars environment) {
        PullRequestOfBuild found = PullRequestOfBuild.find(getRepository(), id, run, environment);
        return new PullRequestId(found.repository(), found.id());
    }
}
