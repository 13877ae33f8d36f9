package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeclinePullRequestStepTest extends StepTest {

    static StepSample sample() {
        DeclinePullRequestStep whole = new DeclinePullRequestStep();
        whole.setId(7);
        whole.setMessage("Superseded by #8");
        return new StepSample(
                new DeclinePullRequestStep(),
                "bitbucketDeclinePullRequest()",
                whole,
                "bitbucketDeclinePullRequest credentialsId: 'bitbucket-prod', id: 7, message: 'Superseded by #8',"
                        + " repository: 'acme/infra', retrySeconds: 0");
    }

    @BeforeEach
    void openOne() {
        acme.openPullRequest("bump");
    }

    private static WorkflowJob declining() throws Exception {
        return pipeline(
                "def pr = bitbucketDeclinePullRequest(credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                        + " id: 1, message: 'Superseded')\necho \"${pr.id} is ${pr.state}: ${pr.outcome}\"");
    }

    @Test
    void declinesAndReportsOnTheSecondRunThatItIsDeclined() throws Exception {
        WorkflowJob job = declining();

        WorkflowRun first = succeed(job);
        WorkflowRun second = succeed(job);

        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("DECLINED");
        assertThat(acme.infra.comments(1)).hasSize(1);
        jenkins.assertLogContains("Declined the pull request #1 “Change bump” of acme/infra: http", first);
        jenkins.assertLogContains("1 is DECLINED: declined", first);
        jenkins.assertLogContains("The pull request #1 “Change bump” of acme/infra is already declined", second);
        jenkins.assertLogContains("1 is DECLINED: found", second);
        assertThat(first.getAction(BitbucketBuildAction.class).getAll().get(0).getOutcome())
                .isEqualTo("declined");
    }

    @Test
    void failsForAMergedPullRequest() throws Exception {
        acme.infra.merge(1);

        assertThat(errorOf(fail(declining()))).contains("it is merged");
    }
}
