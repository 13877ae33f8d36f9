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
import java.util.function.Function;

/** The repository of a step without one: the repository of its project, or the one that its build has checked out. */
public interface RepositoryOfBuild extends ExtensionPoint {

    /** The address of the repository of the multibranch project; null if unknown. */
    @CheckForNull
    String ofProject(Run<?, ?> run);

    /**
     * The clone URL of the only repository that the build has checked out so far; null if there is none, or several.
     * Pipeline libraries don't count.
     */
    @CheckForNull
    default String checkedOut(Run<?, ?> run) {
        return null;
    }

    /**
     * The hash of the commit that a build of a multibranch project builds, as Bitbucket has it, not that of a merge in
     * Jenkins; null if unknown.
     */
    @CheckForNull
    default String commitOfProject(Run<?, ?> run) {
        return null;
    }

    /** The hash of the commit that the build has checked out of its only repository; null if unknown. */
    @CheckForNull
    default String commitCheckedOut(Run<?, ?> run) {
        return null;
    }

    /** The hash of the commit that is built, if it is known. */
    static Optional<String> commit(Run<?, ?> run, EnvVars environment) {
        return first(known -> known.commitOfProject(run))
                .or(() -> Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("GIT_COMMIT"))))
                .or(() -> first(known -> known.commitCheckedOut(run)));
    }

    /**
     * The name of the repository: from the step, its project, or the checkouts of the build.
     *
     * @param named the step's parameter, or null
     */
    static Optional<String> address(@CheckForNull String named, Run<?, ?> run, EnvVars environment) {
        // A build of a pull request from a fork has the fork in GIT_URL, so the project decides.
        return Optional.ofNullable(named)
                .or(() -> first(known -> known.ofProject(run)))
                .or(() -> Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("GIT_URL"))))
                .or(() -> first(known -> known.checkedOut(run)));
    }

    /**
     * @param named the step's parameter, or null
     * @throws IllegalArgumentException if it is not a repository, or it is neither specified nor known
     */
    static RepositoryId find(@CheckForNull String named, Run<?, ?> run, EnvVars environment) {
        if (named != null) {
            return RepositoryId.parse(named);
        }
        String address = address(null, run, environment)
                .orElseThrow(() -> new IllegalArgumentException(Messages.RepositoryOfBuild_Unknown()));
        try {
            return RepositoryId.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Messages.RepositoryOfBuild_NotOnBitbucket(e.getMessage()), e);
        }
    }

    private static Optional<String> first(Function<RepositoryOfBuild, String> question) {
        return ExtensionList.lookup(RepositoryOfBuild.class).stream()
                .map(question)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
