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
 * The commit, branch and link of a build status, from the step or the build. It is determined once and saved, so that
 * the final status belongs to the first one, whatever the block checks out.
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

    /** @throws IllegalArgumentException if something is neither specified nor known, with advice */
    static BuildStatusTarget of(StatusStep step, Run<?, ?> run, EnvVars environment) {
        RepositoryId repository = RepositoryOfBuild.find(step.getRepository(), run, environment);
        boolean own = OwnRepository.of(run, environment)
                .filter(built -> OwnRepository.isSame(built, repository))
                .isPresent();
        String commit = Optional.ofNullable(step.getCommit())
                .or(() -> own ? RepositoryOfBuild.commit(run, environment) : Optional.empty())
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoCommit(repository)));
        String url = Optional.ofNullable(step.getUrl())
                .or(() -> Optional.ofNullable(Util.fixEmpty(environment.get("BUILD_URL"))))
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoUrl()));
        // A known branch belongs to the known commit.
        String refname = Optional.ofNullable(step.getRefname())
                .or(() -> own && step.getCommit() == null
                        ? new BranchOfBuild(environment).ofOwnRepository()
                        : Optional.empty())
                .orElse(null);
        return new BuildStatusTarget(repository.toString(), commit, url, refname);
    }

    String commit() {
        return commit;
    }

    /** @throws IllegalArgumentException if Bitbucket could not accept it, with the reason */
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
