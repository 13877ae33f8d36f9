package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pull request of a step without an ID: the one that is built, or the only one that the build has opened.
 *
 * @param repository its destination repository
 * @param id its number there
 */
record PullRequestOfBuild(RepositoryId repository, long id) {

    /**
     * @param repository the step's parameter, or null
     * @param id the step's parameter, or null
     * @throws IllegalArgumentException if the repository is not on Bitbucket Cloud, or the pull request is neither
     *     specified nor known, with advice
     */
    static PullRequestOfBuild find(
            @CheckForNull String repository, @CheckForNull Integer id, Run<?, ?> run, EnvVars environment) {
        if (id != null) {
            if (id < 1) {
                throw new IllegalArgumentException(Messages.PullRequestOfBuild_NoNumber(id));
            }
            return new PullRequestOfBuild(RepositoryOfBuild.find(repository, run, environment), id);
        }
        List<PullRequestOfBuild> known = Stream.concat(opened(run), built(run, environment))
                .filter(named(repository))
                .toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(Messages.PullRequestOfBuild_Unknown());
        }
        PullRequestOfBuild first = known.get(0);
        // An entry that is not listed may be another pull request.
        if (!known.stream().allMatch(first::isSameAs) || unlisted(run)) {
            throw new IllegalArgumentException(Messages.PullRequestOfBuild_Several(
                    known.stream().map(PullRequestOfBuild::toString).collect(Collectors.joining(", "))));
        }
        return first;
    }

    private static Predicate<PullRequestOfBuild> named(@CheckForNull String repository) {
        if (repository == null) {
            return pullRequest -> true;
        }
        RepositoryId named = RepositoryId.parse(repository);
        return pullRequest -> pullRequest.isSameAs(new PullRequestOfBuild(named, pullRequest.id()));
    }

    private boolean isSameAs(PullRequestOfBuild other) {
        return id == other.id && OwnRepository.isSame(repository, other.repository);
    }

    private static boolean unlisted(Run<?, ?> run) {
        return Optional.ofNullable(run.getAction(BitbucketBuildAction.class))
                .filter(action -> action.getOthers() > 0)
                .isPresent();
    }

    private static Stream<PullRequestOfBuild> opened(Run<?, ?> run) {
        return Optional.ofNullable(run.getAction(BitbucketBuildAction.class)).stream()
                .flatMap(action -> action.getAll().stream())
                .filter(made -> made.getKind().equals(BitbucketBuildAction.PULL_REQUEST))
                .map(made -> new PullRequestOfBuild(
                        RepositoryId.parse(made.getRepository()),
                        Long.parseLong(made.getName().substring(1))));
    }

    /** Projects on other servers have pull requests too, which don't count. */
    private static Stream<PullRequestOfBuild> built(Run<?, ?> run, EnvVars environment) {
        String number = Util.fixNull(environment.get("CHANGE_ID"));
        if (!number.matches("[1-9]\\d{0,17}")) {
            return Stream.empty();
        }
        return OwnRepository.of(run, environment)
                .map(project -> new PullRequestOfBuild(project, Long.parseLong(number)))
                .stream();
    }

    @Override
    public String toString() {
        return "#" + id + " in " + repository;
    }
}
