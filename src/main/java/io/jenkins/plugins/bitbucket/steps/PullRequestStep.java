package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** The common part of the steps that work on one pull request. */
@Restricted(NoExternalUse.class)
public abstract class PullRequestStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    @CheckForNull
    private Integer id;

    @CheckForNull
    public final Integer getId() {
        return id;
    }

    /** @param id the pull request's number; if null, the one that is built, or that the build has opened */
    @DataBoundSetter
    public final void setId(Integer id) {
        this.id = id;
    }

    /**
     * The pull request.
     *
     * @throws IllegalArgumentException if it is neither specified nor known, with advice
     */
    final PullRequestId pullRequestOf(Run<?, ?> run, EnvVars environment) {
        PullRequestOfBuild found = PullRequestOfBuild.find(getRepository(), id, run, environment);
        return new PullRequestId(found.repository(), found.id());
    }
}
