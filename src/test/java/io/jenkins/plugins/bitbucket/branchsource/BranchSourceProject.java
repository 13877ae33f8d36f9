package io.jenkins.plugins.bitbucket.branchsource;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMSource;
import hudson.model.Result;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.nio.file.Files;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.scm.api.trait.SCMSourceTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.jvnet.hudson.test.JenkinsRule;

/** A multibranch project of Bitbucket Branch Source for acme/infra. */
final class BranchSourceProject {

    private final JenkinsRule jenkins;
    private final WorkflowMultiBranchProject project;

    BranchSourceProject(JenkinsRule jenkins, SCMSourceTrait... discovery) throws Exception {
        this.jenkins = jenkins;
        BitbucketSCMSource source = new BitbucketSCMSource("acme", "infra");
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(discovery));
        project = jenkins.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source));
    }

    /** Scans for branches and pull requests, and builds them. */
    void index() throws Exception {
        scan();
        jenkins.waitUntilNoActivity();
        assertThat(project.getIndexing().getResult())
                .as(Files.readString(project.getIndexing().getLogFile().toPath()))
                .isEqualTo(Result.SUCCESS);
    }

    /** Scans for branches and pull requests, and does not wait for their builds. */
    void scan() throws Exception {
        project.scheduleBuild2(0).getFuture().get();
    }

    /** @param name a branch, or a pull request such as {@code PR-1} */
    WorkflowRun lastBuildOf(String name) throws Exception {
        assertThat(project.getItem(name))
                .as(Files.readString(project.getIndexing().getLogFile().toPath()))
                .isNotNull();
        return project.getItem(name).getLastBuild();
    }
}
