package io.jenkins.plugins.bitbucket.branchsource;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMSource;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.steps.RepositoryOfBuild;
import jenkins.scm.api.SCMSource;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The repository of a project of Bitbucket Branch Source, which needs no checkout to be known. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class BranchSourceRepository implements RepositoryOfBuild {

    @Override
    public String ofProject(Run<?, ?> run) {
        return SCMSource.SourceByItem.findSource(run.getParent()) instanceof BitbucketSCMSource source
                ? source.getServerUrl() + "/" + source.getRepoOwner() + "/" + source.getRepository()
                : null;
    }
}
