package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class DeleteBranchStepTest extends StepTest {

    static StepSample sample() {
        DeleteBranchStep whole = new DeleteBranchStep("bump/terraform-1.9");
        whole.setIfMissing("fail");
        whole.setForce(true);
        return new StepSample(
                new DeleteBranchStep("bump"),
                "bitbucketDeleteBranch 'bump'",
                whole,
                "bitbucketDeleteBranch branch: 'bump/terraform-1.9', credentialsId: 'bitbucket-prod', force: true,"
                        + " ifMissing: 'fail', repository: 'acme/infra', retrySeconds: 0");
    }

    private static final String BUMP = "bump/terraform-1.9";

    private static String deleteBranch(String more) {
        return "bitbucketDeleteBranch(credentialsId: 'bitbucket-prod', repository: 'acme/infra', " + more + ")";
    }

    @Test
    void deletesABranchAndReportsOnTheSecondRunThatItIsMissing() throws Exception {
        acme.infra.commit(BUMP, "versions.tf", "1.9");
        String script = "def b = " + deleteBranch("branch: 'bump/terraform-1.9'")
                + "\necho \"${b.name} deleted: ${b.deleted}\"";

        WorkflowRun first = succeed(script);
        WorkflowRun second = succeed(script);

        jenkins.assertLogContains("Deleted the branch " + BUMP + " in acme/infra", first);
        jenkins.assertLogContains(BUMP + " deleted: true", first);
        jenkins.assertLogContains("There is no branch " + BUMP + " in acme/infra", second);
        jenkins.assertLogContains(BUMP + " deleted: false", second);
        assertThat(acme.infra.branches()).doesNotContain(BUMP);
    }

    @Test
    void neverDeletesTheMainBranch() throws Exception {
        assertThat(errorOf(fail(deleteBranch("branch: 'main', force: true"))))
                .isEqualTo("ERROR: Can't delete the branch main in acme/infra with the credential “bitbucket-prod”:"
                        + " it is the main branch of the repository. Make another branch the main one first.");
        assertThat(acme.infra.branches()).contains("main");
    }

    @Test
    void failsForAMissingBranchIfRequested() throws Exception {
        assertThat(errorOf(fail(deleteBranch("branch: 'nowhere', ifMissing: 'fail'"))))
                .startsWith(
                        "ERROR: Can't delete the branch nowhere in acme/infra with the credential “bitbucket-prod”:");
    }

    @Test
    void rejectsAnUnknownIfMissing() throws Exception {
        assertThat(errorOf(fail(deleteBranch("branch: 'bump', ifMissing: 'maybe'"))))
                .isEqualTo("ERROR: ifMissing can't be “maybe”. It is one of: ignore, fail.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
