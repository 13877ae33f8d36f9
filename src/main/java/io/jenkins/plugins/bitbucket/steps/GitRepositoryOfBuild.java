package io.jenkins.plugins.bitbucket.steps;

import hudson.Extension;
import hudson.model.Run;
import hudson.plugins.git.util.BuildData;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMSource;

/** Where the git plugin is: the repository of the multibranch project, else the one that the build checked out. */
@Extension(optional = true)
public final class GitRepositoryOfBuild implements RepositoryOfBuild {

    @Override
    public String cloneUrl(Run<?, ?> run) {
        // The branch of the build is one of the project's repository, whatever else the build checks out.
        if (SCMSource.SourceByItem.findSource(run.getParent()) instanceof AbstractGitSCMSource git) {
            return git.getRemote();
        }
        Set<String> checkedOut = run.getActions(BuildData.class).stream()
                .flatMap(data -> data.getRemoteUrls().stream())
                .collect(Collectors.toSet());
        // Shared libraries are checked out as well: none of several is surely the one that is meant.
        return checkedOut.size() == 1 ? checkedOut.iterator().next() : null;
    }
}
