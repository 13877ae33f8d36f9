package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class FindPullRequestsStepTest extends StepTest {

    static StepSample sample() {
        FindPullRequestsStep whole = new FindPullRequestsStep();
        whole.setState("merged");
        whole.setSourceBranch("bump");
        whole.setDestinationBranch("main");
        whole.setAuthor("acme-ci");
        whole.setTitleContains("Terraform");
        whole.setLimit(5);
        return new StepSample(
                new FindPullRequestsStep(),
                "bitbucketFindPullRequests()",
                whole,
                "bitbucketFindPullRequests author: 'acme-ci', credentialsId: 'bitbucket-prod',"
                        + " destinationBranch: 'main', limit: 5, repository: 'acme/infra', retrySeconds: 0,"
                        + " sourceBranch: 'bump', state: 'merged', titleContains: 'Terraform'");
    }

    private static String find(String more) {
        return "bitbucketFindPullRequests(credentialsId: 'bitbucket-prod', repository: 'acme/infra'" + more + ")";
    }

    @Test
    void returnsAListThatASandboxedScriptCanRead() throws Exception {
        acme.openPullRequest("bump");
        acme.openPullRequest("fix");
        acme.openPullRequest("docs");
        acme.infra.merge(2);

        WorkflowRun run = succeed("echo 'open: ' + " + find("") + ".collect { \"#${it.id} ${it.title}\" }.join(', ')\n"
                + "for (pr in " + find(", state: 'all', limit: 2")
                + ") { echo \"${pr.id} is ${pr.state}, ${pr.sourceBranch} -> ${pr.destinationBranch}\" }");

        jenkins.assertLogContains("Found 2 pull requests in acme/infra", run);
        jenkins.assertLogContains("open: #3 Change docs, #1 Change bump", run);
        jenkins.assertLogContains("3 is OPEN, docs -> main", run);
        jenkins.assertLogContains("2 is MERGED, fix -> main", run);
        jenkins.assertLogNotContains("1 is OPEN", run);
        assertThat(run.getAction(BitbucketBuildAction.class)).isNull();
    }

    @Test
    void rejectsInvalidInput() throws Exception {
        assertThat(errorOf(fail(find(", state: 'closed'"))))
                .isEqualTo("ERROR: state can't be “closed”. It is one of: open, merged, declined, superseded, all.");
        assertThat(errorOf(fail(find(", limit: 0")))).contains("The limit is a number from 1 to 10000, not 0.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
