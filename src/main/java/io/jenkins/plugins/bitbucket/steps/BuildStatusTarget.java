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
import java.util.stream.Stream;

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
        RepositoryId named = RepositoryOfBuild.find(step.getRepository(), run, environment);
        Optional<RepositoryId> built =
                step.getCommit() == null ? ofBuiltCommit(named, run, environment) : Optional.empty();
        String commit = Optional.ofNullable(step.getCommit())
                .or(() -> built.flatMap(repository -> RepositoryOfBuild.commit(run, environment)))
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoCommit(named)));
        String url = Optional.ofNullable(step.getUrl())
                .or(() -> Optional.ofNullable(Util.fixEmpty(environment.get("BUILD_URL"))))
                .orElseThrow(() -> new IllegalArgumentException(Messages.StatusStep_NoUrl()));
        // A known branch belongs to the known commit.
        String refname = Optional.ofNullable(step.getRefname())
                .or(() -> built.flatMap(repository -> new BranchOfBuild(environment).ofOwnRepository()))
                .orElse(null);
        return new BuildStatusTarget(built.orElse(named).toString(), commit, url, refname);
    }

    /**
     * The repository of the commit that is built: in the build of a pull request from a fork, the fork, as Bitbucket
     * knows the commit only there. Empty if the step names a repository with which the build has nothing to do.
     */
    private static Optional<RepositoryId> ofBuiltCommit(RepositoryId named, Run<?, ?> run, EnvVars environment) {
        return OwnRepository.of(run, environment).flatMap(own -> {
            RepositoryId source = fork(own, environment).orElse(own);
            return Stream.of(own, source).anyMatch(known -> OwnRepository.isSame(known, named))
                    ? Optional.of(source)
                    : Optional.empty();
        });
    }

    /** Bitbucket Branch Source names the fork's slug only if it differs from that of the destination. */
    private static Optional<RepositoryId> fork(RepositoryId destination, EnvVars environment) {
        return Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("CHANGE_FORK")))
                .map(fork -> fork.contains("/") ? fork : fork + "/" + destination.slug())
                .map(RepositoryId::parse);
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
