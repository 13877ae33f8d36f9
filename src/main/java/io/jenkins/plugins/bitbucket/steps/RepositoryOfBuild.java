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

/** Tells which repository a step means that names none: the one that its project is made from or its build checked out. */
public interface RepositoryOfBuild extends ExtensionPoint {

    /** The address of the repository that the branches of the multibranch project are in; null if none is known. */
    @CheckForNull
    String ofProject(Run<?, ?> run);

    /**
     * The clone URL of the only repository that the build has checked out so far; null if it was none, or several. A
     * Pipeline library is none.
     */
    @CheckForNull
    default String checkedOut(Run<?, ?> run) {
        return null;
    }

    /**
     * The hash of the commit that a build of a multibranch project is of, as Bitbucket has it: not the one of a merge that
     * Jenkins made; null if none is known.
     */
    @CheckForNull
    default String commitOfProject(Run<?, ?> run) {
        return null;
    }

    /** The hash of the commit that the build has checked out of its only repository; null if none is known. */
    @CheckForNull
    default String commitCheckedOut(Run<?, ?> run) {
        return null;
    }

    /** The hash of the commit that a build is of, if that is known. */
    static Optional<String> commit(Run<?, ?> run, EnvVars environment) {
        return first(known -> known.commitOfProject(run))
                .or(() -> Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("GIT_COMMIT"))))
                .or(() -> first(known -> known.commitCheckedOut(run)));
    }

    /**
     * How the repository is named: by the step, by its project, or by what the build has checked out.
     *
     * @param named what the step says, or null
     */
    static Optional<String> address(@CheckForNull String named, Run<?, ?> run, EnvVars environment) {
        // A build of a fork's pull request has the fork in GIT_URL: the project says what it is about.
        return Optional.ofNullable(named)
                .or(() -> first(known -> known.ofProject(run)))
                .or(() -> Optional.ofNullable(Util.fixEmptyAndTrim(environment.get("GIT_URL"))))
                .or(() -> first(known -> known.checkedOut(run)));
    }

    /**
     * @param named what the step says, or null
     * @throws IllegalArgumentException if that is no repository, or none is named and none can be told
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
