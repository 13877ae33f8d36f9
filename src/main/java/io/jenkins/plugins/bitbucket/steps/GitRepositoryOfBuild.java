package io.jenkins.plugins.bitbucket.steps;

import hudson.Extension;
import hudson.model.Run;
import hudson.plugins.git.util.BuildData;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMSource;

/** Where the git plugin is: what the build checked out with it, else the repository of its multibranch project. */
@Extension(optional = true)
public final class GitRepositoryOfBuild implements RepositoryOfBuild {

    @Override
    public String cloneUrl(Run<?, ?> run) {
        return run.getActions(BuildData.class).stream()
                .flatMap(data -> data.getRemoteUrls().stream())
                .findFirst()
                .orElseGet(() -> SCMSource.SourceByItem.findSource(run.getParent()) instanceof AbstractGitSCMSource git
                        ? git.getRemote()
                        : null);
    }
}
