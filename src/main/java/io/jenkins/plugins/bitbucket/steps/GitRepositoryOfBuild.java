package io.jenkins.plugins.bitbucket.steps;

import hudson.Extension;
import hudson.model.Run;
import hudson.plugins.git.util.BuildData;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMRevisionAction;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** With the git plugin: the repository of a multibranch project with git, and what a build has checked out. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class GitRepositoryOfBuild implements RepositoryOfBuild {

    @Override
    public String ofProject(Run<?, ?> run) {
        return SourceOfBuild.find(run) instanceof AbstractGitSCMSource git ? git.getRemote() : null;
    }

    @Override
    public String commitOfProject(Run<?, ?> run) {
        return SourceOfBuild.find(run) instanceof AbstractGitSCMSource git
                        && SCMRevisionAction.getRevision(git, run)
                                instanceof AbstractGitSCMSource.SCMRevisionImpl revision
                ? revision.getHash()
                : null;
    }

    @Override
    public String commitCheckedOut(Run<?, ?> run) {
        String repository = checkedOut(run);
        return repository == null
                ? null
                : run.getActions(BuildData.class).stream()
                        .filter(data -> data.lastBuild != null)
                        .filter(data -> data.getRemoteUrls().stream()
                                .anyMatch(cloneUrl -> GitCheckouts.areOfOneRepository(cloneUrl, repository)))
                        .map(data -> data.lastBuild.getMarked().getSha1String())
                        .reduce((first, last) -> last)
                        .orElse(null);
    }

    @Override
    public String checkedOut(Run<?, ?> run) {
        GitCheckouts checkouts = run.getAction(GitCheckouts.class);
        return checkouts == null ? null : checkouts.only().orElse(null);
    }
}
