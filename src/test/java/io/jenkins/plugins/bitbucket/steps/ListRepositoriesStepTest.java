package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class ListRepositoriesStepTest extends StepTest {

    static StepSample sample() {
        ListRepositoriesStep whole = new ListRepositoriesStep();
        whole.setWorkspace("acme");
        whole.setProject("INFRA");
        whole.setNameContains("web");
        whole.setQuery("updated_on > 2026-01-01");
        whole.setLimit(7);
        return new StepSample(
                new ListRepositoriesStep(),
                "bitbucketListRepositories()",
                whole,
                "bitbucketListRepositories credentialsId: 'bitbucket-prod', limit: 7, nameContains: 'web',"
                        + " project: 'INFRA', query: 'updated_on > 2026-01-01', repository: 'acme/infra',"
                        + " retrySeconds: 0, workspace: 'acme'");
    }

    @Test
    void returnsMapsThatASandboxedScriptCanRead() throws Exception {
        acme.workspace.repository("web-shop").commit("trunk", "a", "a");
        acme.workspace.repository("web-blog");

        WorkflowRun run = succeed(
                "for (r in bitbucketListRepositories(credentialsId: 'bitbucket-prod',"
                        + " workspace: 'acme', nameContains: 'WEB')) {\n"
                        + "echo \"${r.slug} ${r.fullName} ${r.mainBranch} ${r.private} ${r.cloneUrl.endsWith(r.fullName + '.git')}\"\n}");

        jenkins.assertLogContains("Listed 2 repositories of acme", run);
        jenkins.assertLogContains("web-shop acme/web-shop trunk true true", run);
        jenkins.assertLogContains("web-blog acme/web-blog null true true", run);
        jenkins.assertLogNotContains("infra acme/infra", run);
    }

    @Test
    void usesTheWorkspaceOfTheRepository() throws Exception {
        WorkflowRun run = succeed("echo \"${bitbucketListRepositories(credentialsId: 'bitbucket-prod',"
                + " repository: 'acme/infra', limit: 1).size()}\"");

        jenkins.assertLogContains("Listed 1 repository of acme", run);
    }

    @Test
    void rejectsInvalidInputBeforeAnythingIsSent() throws Exception {
        String list = "bitbucketListRepositories(credentialsId: 'bitbucket-prod', workspace: 'acme', ";

        assertThat(errorOf(fail(list + "limit: 0)"))).isEqualTo("ERROR: The limit must be positive.");
        assertThat(errorOf(fail(list + "query: 'name = \"x')")))
                .startsWith("ERROR: “name = \"x” is not a condition in ");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
