package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;

/**
 * What a build status is about: told by the step, else by the build. It is found once and saved, so that a block ends the
 * status that it has begun, whatever it checks out in between.
 */
final class BuildStatusTarget implements Serializable {

    private static final long serialVersionUID = 1;

    private final String repository;
    private final String commit;
    private final String url;

    @CheckForNull
    private final String refname;

    private BuildStatusTarget(String repository, String commit, String url, @CheckForNull String refname) {
        this.repository = repository;
        this.commit = commit;
        this.url = url;
        this.refname = refname;
    }

    /** @throws IllegalArgumentException if something is not named and can't be told, saying what to name */
    static BuildStatusTarget of(StatusStep step, Run<?, ?> run, EnvVars environment) {
        RepositoryId repository = RepositoryOfBuild.find(step.getRepository(), run, environment);
        boolean own = isOfBuild(repository, run, environment);
        String commit = Optional.ofNullable(step.getCommit())
                .or(() -> own ? RepositoryOfBuild.commit(run, environment) : Optional.empty())
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoCommit(repository)));
        String url = Optional.ofNullable(step.getUrl())
                .or(() -> Optional.ofNullable(Util.fixEmpty(environment.get("BUILD_URL"))))
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoUrl()));
        // A branch that is told belongs to the commit that is told.
        String refname = Optional.ofNullable(step.getRefname())
                .or(() -> own && step.getCommit() == null
                        ? new BranchOfBuild(environment).ofOwnRepository()
                        : Optional.empty())
                .orElse(null);
        return new BuildStatusTarget(repository.toString(), commit, url, refname);
    }

    private static boolean isOfBuild(RepositoryId repository, Run<?, ?> run, EnvVars environment) {
        try {
            return RepositoryOfBuild.find(null, run, environment).toString().equalsIgnoreCase(repository.toString());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws IllegalArgumentException if Bitbucket could not take it, saying why */
    SetBuildStatus.Request request(StatusStep step, State state) {
        URI page;
        try {
            page = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Messages.StatusStep_Url(url), e);
        }
        return new SetBuildStatus.Request(
                RepositoryId.parse(repository),
                commit,
                state,
                step.getKey(),
                Optional.ofNullable(step.getName()),
                Optional.ofNullable(step.getDescription()),
                page,
                Optional.ofNullable(refname));
    }
}
