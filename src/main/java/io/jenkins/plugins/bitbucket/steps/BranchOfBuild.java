package io.jenkins.plugins.bitbucket.steps;

import hudson.EnvVars;
import hudson.Util;
import java.util.Optional;

/**
 * The branch of a build of a multibranch project, according to the variables that Jenkins sets. In a build of a pull
 * request, {@code BRANCH_NAME} is a name that Jenkins made, such as {@code PR-7}, not a branch.
 */
final class BranchOfBuild {

    private final EnvVars environment;

    BranchOfBuild(EnvVars environment) {
        this.environment = environment;
    }

    /**
     * The branch that is built, or the source branch of the pull request that is built.
     *
     * @throws IllegalArgumentException if there is none in the build's repository, with the reason and advice
     */
    String source() {
        variable("CHANGE_FORK").ifPresent(fork -> {
            throw new IllegalArgumentException(Messages.BranchOfBuild_Fork(fork));
        });
        tag().ifPresent(tag -> {
            throw new IllegalArgumentException(Messages.BranchOfBuild_Tag(tag));
        });
        return branch().orElseThrow(() -> new IllegalArgumentException(Messages.BranchOfBuild_Unknown()));
    }

    /** As {@link #source()}; empty if there is none in the build's repository. */
    Optional<String> ofOwnRepository() {
        boolean another = variable("CHANGE_FORK").or(this::tag).isPresent();
        return another ? Optional.empty() : branch();
    }

    /** The destination branch of the pull request that is built; empty in other builds. */
    Optional<String> destination() {
        return variable("CHANGE_TARGET");
    }

    /** A pipeline may set {@code TAG_NAME} itself, to the name of the tag that it creates. */
    private Optional<String> tag() {
        return variable("TAG_NAME").filter(tag -> variable("BRANCH_NAME").equals(Optional.of(tag)));
    }

    private Optional<String> branch() {
        return variable(variable("CHANGE_ID").isPresent() ? "CHANGE_BRANCH" : "BRANCH_NAME");
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(Util.fixEmptyAndTrim(environment.get(name)));
    }
}
