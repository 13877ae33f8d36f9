package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class CreateBranchStepTest {

    @AutoClose
    private final Acme acme = new Acme();

    @Test
    void createsABranchFromASandboxedScriptAndReadsWhatItGives(JenkinsRule jenkins) throws Exception {
        AcmeJenkins.speakWith(acme);
        AcmeJenkins.addCredential(acme);

        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, AcmeJenkins.pipeline(jenkins, """
                        def branch = bitbucketCreateBranch(
                            credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'bump/terraform-1.9', from: 'main')
                        echo "${branch.name} at ${branch.commit}: ${branch.url} (${branch.created ? 'new' : 'already there'})"
                        """));

        assertThat(acme.infra.tip("bump/terraform-1.9")).contains(acme.firstCommit);
        jenkins.assertLogContains("Created the branch bump/terraform-1.9 in acme/infra", run);
        jenkins.assertLogContains("bump/terraform-1.9 at " + acme.firstCommit, run);
        jenkins.assertLogContains("(new)", run);
    }
}
