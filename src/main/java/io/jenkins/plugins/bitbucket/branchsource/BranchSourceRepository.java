package io.jenkins.plugins.bitbucket.branchsource;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMSource;
import com.cloudbees.jenkins.plugins.bitbucket.PullRequestSCMRevision;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.steps.RepositoryOfBuild;
import io.jenkins.plugins.bitbucket.steps.SourceOfBuild;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMRevisionAction;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The repository of a project of Bitbucket Branch Source, which is known without a checkout. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class BranchSourceRepository implements RepositoryOfBuild {

    @Override
    public String ofProject(Run<?, ?> run) {
        return SourceOfBuild.find(run) instanceof BitbucketSCMSource source
                ? source.getServerUrl() + "/" + source.getRepoOwner() + "/" + source.getRepository()
                : null;
    }

    @Override
    public String commitOfProject(Run<?, ?> run) {
        if (!(SourceOfBuild.find(run) instanceof BitbucketSCMSource source)) {
            return null;
        }
        SCMRevision revision = SCMRevisionAction.getRevision(source, run);
        // For a pull request, its own newest commit: only Jenkins has the merge that is built.
        SCMRevision own = revision instanceof PullRequestSCMRevision pullRequest ? pullRequest.getPull() : revision;
        return own instanceof AbstractGitSCMSource.SCMRevisionImpl commit ? commit.getHash() : null;
    }
}
