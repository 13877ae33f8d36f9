package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetBuildStatusStepTest extends StepTest {

    static StepSample sample() {
        SetBuildStatusStep whole = new SetBuildStatusStep("unit-tests", "failed");
        BuildStatusStepTest.fill(whole);
        return new StepSample(
                new SetBuildStatusStep("unit-tests", "failed"),
                "bitbucketSetBuildStatus key: 'unit-tests', state: 'failed'",
                whole,
                "bitbucketSetBuildStatus commit: '0123456789ab', credentialsId: 'bitbucket-prod',"
                        + " description: '2 of 42 failed', failOnError: true, key: 'unit-tests',"
                        + " name: 'Unit tests', refname: 'bump', repository: 'acme/infra', retrySeconds: 0,"
                        + " state: 'failed', url: 'https://jenkins.acme.example/'");
    }

    private String status(String more) {
        return "bitbucketSetBuildStatus(credentialsId: 'bitbucket-prod', repository: 'acme/infra', commit: '"
                + acme.firstCommit + "', key: 'build', " + more + ")";
    }

    private List<CommitStatus> statuses() {
        return acme.infra.statuses(acme.firstCommit);
    }

    @Test
    void setsTheGivenState() throws Exception {
        WorkflowRun run = succeed("def s = "
                + status("state: 'Stopped', name: 'Build', description: 'Not needed', refname: 'main'")
                + "\necho \"${s.key} ${s.state} ${s.commit}\"");

        assertThat(statuses()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo("STOPPED");
            assertThat(status.name()).isEqualTo("Build");
            assertThat(status.description()).isEqualTo("Not needed");
            assertThat(status.refname()).isEqualTo("main");
            assertThat(status.url()).isEqualTo(jenkins.getURL() + run.getUrl());
        });
        jenkins.assertLogContains("build STOPPED " + acme.firstCommit, run);
        jenkins.assertLogContains(
                "The build status “Build” is STOPPED for the commit " + acme.firstCommit.substring(0, 12)
                        + " in acme/infra",
                run);
        assertThat(run.getAction(BitbucketBuildAction.class).getAll())
                .singleElement()
                .satisfies(made -> assertThat(made.getOutcome()).isEqualTo("STOPPED"));
    }

    @Test
    void aFailureIsAWarningUnlessTheStepIsToFail() throws Exception {
        acme.bitbucket.misbehave(request -> Fault.status(501));

        WorkflowRun run = succeed(status("state: 'failed'"));

        jenkins.assertLogContains("WARNING: Can't set the build status “build” of the commit " + acme.firstCommit, run);
        assertThat(errorOf(fail(status("failOnError: true, state: 'failed'"))))
                .startsWith("ERROR: Can't set the build status “build”");
    }

    @Test
    void usesTheCommitAndTheBranchOfTheBuild() throws Exception {
        succeed("withEnv(['GIT_URL=https://bitbucket.org/acme/infra.git', 'GIT_COMMIT=" + acme.firstCommit
                + "', 'BRANCH_NAME=main']) { bitbucketSetBuildStatus(credentialsId: 'bitbucket-prod', key: 'build',"
                + " state: 'successful') }");

        assertThat(statuses())
                .singleElement()
                .satisfies(status -> assertThat(status.refname()).isEqualTo("main"));
    }

    @ParameterizedTest
    @CsvSource({
        "jane, infra, ''",
        "jane, infra, acme/infra",
        "jane, infra, jane/infra",
        "jane/terraform, terraform, ''",
        "jane/terraform, terraform, acme/infra"
    })
    void setsItInTheForkThatAPullRequestComesFrom(String fork, String slug, String repository) throws Exception {
        HostedRepository janes =
                acme.bitbucket.workspace("jane", "Jane").member(acme.ci).repository(slug);
        String commit = janes.commit("bump", "versions.tf", "1.9");

        WorkflowRun run = succeed("withEnv(['GIT_URL=https://bitbucket.org/acme/infra.git', 'GIT_COMMIT=" + commit
                + "', 'CHANGE_ID=7', 'CHANGE_BRANCH=bump', 'CHANGE_FORK=" + fork + "']) {"
                + " bitbucketSetBuildStatus(credentialsId: 'bitbucket-prod', repository: '" + repository
                + "', key: 'build', state: 'successful') }");

        assertThat(janes.statuses(commit))
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isEqualTo("SUCCESSFUL"));
        jenkins.assertLogContains("in jane/" + slug, run);
    }

    @Test
    void setsItInTheNamedRepositoryForANamedCommitInTheBuildOfAFork() throws Exception {
        succeed("withEnv(['GIT_URL=https://bitbucket.org/acme/infra.git', 'CHANGE_ID=7', 'CHANGE_FORK=jane']) { "
                + status("state: 'successful'") + " }");

        assertThat(statuses())
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isEqualTo("SUCCESSFUL"));
    }

    @Test
    void doesNotUseTheCommitOfAnotherRepository() throws Exception {
        assertThat(errorOf(fail("withEnv(['GIT_URL=https://bitbucket.org/acme/other.git', 'GIT_COMMIT="
                        + acme.firstCommit + "']) { bitbucketSetBuildStatus(credentialsId: 'bitbucket-prod',"
                        + " repository: 'acme/infra', key: 'build', state: 'successful') }")))
                .startsWith("ERROR: The commit of acme/infra is not known: set commit.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void rejectsInvalidInput() throws Exception {
        assertThat(errorOf(fail(status("state: 'green'"))))
                .isEqualTo("ERROR: state can't be “green”. It is one of: inprogress, successful, failed, stopped.");
        assertThat(errorOf(fail(status("state: 'failed', url: 'no page'"))))
                .isEqualTo("ERROR: “no page” is not the address of a page.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
