package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commit and branch of a build status without these parameters. */
class CommitOfBuildTest extends StepTest {

    private static final String STATUS = "bitbucketBuildStatus('build') { echo 'built' }\n";

    @BeforeAll
    static void letBuildsCheckOut() throws Exception {
        jenkins.jenkins.setNumExecutors(1);
    }

    @BeforeEach
    void nameCredentialsOnce() {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
    }

    private static String checkOut(HostedRepository repository) {
        return "node { git url: '" + repository.gitUrl() + "', branch: 'main', credentialsId: 'bitbucket-prod' }\n";
    }

    private CommitStatus statusOf(String commit) {
        assertThat(acme.infra.statuses(commit)).hasSize(1);
        return acme.infra.statuses(commit).get(0);
    }

    @Test
    void isTheCheckedOutCommit() throws Exception {
        String newest = acme.infra.commit("main", "main.tf", "1");

        succeed(checkOut(acme.infra) + STATUS);

        assertThat(statusOf(newest).state()).isEqualTo("SUCCESSFUL");
        assertThat(statusOf(newest).refname()).isNull();
    }

    @Test
    void isTheCommitAtTheStartOfTheBlock() throws Exception {
        String before = acme.infra.tip("main").orElseThrow();
        HostedRepository other = acme.workspace.repository("other");
        other.commit("main", "a.txt", "1");

        succeed(checkOut(acme.infra) + "bitbucketBuildStatus('build') { " + checkOut(other) + " }");

        assertThat(statusOf(before).state()).isEqualTo("SUCCESSFUL");
    }

    @Test
    void isTheCommitThatAMultibranchProjectBuilds() throws Exception {
        String commit = acme.infra.commit("bump", "Jenkinsfile", STATUS);
        GitSCMSource source = new GitSCMSource(acme.infra.gitUrl().toString());
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        jenkins.assertBuildStatus(Result.SUCCESS, project.getItem("bump").getLastBuild());
        assertThat(statusOf(commit).state()).isEqualTo("SUCCESSFUL");
        assertThat(statusOf(commit).refname()).isEqualTo("bump");
    }

    @Test
    void isRequiredWithoutACheckout() throws Exception {
        assertThat(errorOf(fail("bitbucketSetBuildStatus(key: 'build', repository: 'acme/infra', state: 'failed')")))
                .startsWith("ERROR: The commit of acme/infra is not known: set commit.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
