package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import java.util.Objects;
import java.util.Optional;

/** Tells which repository a step means: the one that it names, or the one that its build checked out. */
public interface RepositoryOfBuild extends ExtensionPoint {

    /** The clone URL of the repository that the build checked out, or that its job is made from; null if none is known. */
    @CheckForNull
    String cloneUrl(Run<?, ?> run);

    /**
     * @param named what the step says, or null
     * @throws IllegalArgumentException if that is no repository, or none is named and none can be told
     */
    static RepositoryId find(@CheckForNull String named, Run<?, ?> run, EnvVars environment) {
        if (named != null) {
            return RepositoryId.parse(named);
        }
        String url = Optional.ofNullable(Util.fixEmpty(environment.get("GIT_URL")))
                .or(() -> ExtensionList.lookup(RepositoryOfBuild.class).stream()
                        .map(known -> known.cloneUrl(run))
                        .filter(Objects::nonNull)
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException(Messages.RepositoryOfBuild_Unknown()));
        try {
            return RepositoryId.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Messages.RepositoryOfBuild_NotOnBitbucket(e.getMessage()), e);
        }
    }
}
