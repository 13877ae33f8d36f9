package io.jenkins.plugins.bitbucket.steps;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import java.util.Optional;

/** The repository that a build is of; a step can name another one, to which the build's branch does not belong. */
final class OwnRepository {

    private OwnRepository() {}

    /** Empty if it is unknown, or not on Bitbucket Cloud. */
    static Optional<RepositoryId> of(Run<?, ?> run, EnvVars environment) {
        try {
            return Optional.of(RepositoryOfBuild.find(null, run, environment));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Bitbucket accepts a slug in any letter case. */
    static boolean isSame(RepositoryId one, RepositoryId other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    /** Whether both are certainly different; a UUID can be that of any repository. */
    static boolean isAnother(RepositoryId one, RepositoryId other) {
        return !isSame(one, other) && !(one + "" + other).contains("{");
    }
}
