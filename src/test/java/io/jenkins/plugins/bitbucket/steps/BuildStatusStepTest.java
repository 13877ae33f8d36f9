package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.model.queue.QueueTaskFuture;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.CommitStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildStatusStepTest extends StepTest {

    static StepSample sample() {
        BuildStatusStep whole = new BuildStatusStep("unit-tests");
        fill(whole);
        return new StepSample(
                new BuildStatusStep("unit-tests"),
                "bitbucketBuildStatus('unit-tests') {\n    // some block\n}",
                whole,
                "bitbucketBuildStatus(commit: '0123456789ab', credentialsId: 'bitbucket-prod',"
                        + " description: '2 of 42 failed', failOnError: true, key: 'unit-tests',"
                        + " name: 'Unit tests', refname: 'bump', repository: 'acme/infra', retrySeconds: 0,"
                        + " url: 'https://jenkins.acme.example/') {\n    // some block\n}");
    }

    static void fill(StatusStep step) {
        step.setName("Unit tests");
        step.setDescription("2 of 42 failed");
        step.setCommit("0123456789ab");
        step.setRefname("bump");
        step.setUrl("https://jenkins.acme.example/");
        step.setFailOnError(true);
    }

    private String status(String more) {
        return "bitbucketBuildStatus(credentialsId: 'bitbucket-prod', repository: 'acme/infra', commit: '"
                + acme.firstCommit + "', key: 'build'" + more + ")";
    }

    private List<CommitStatus> statuses() {
        return acme.infra.statuses(acme.firstCommit);
    }

    private String state() {
        assertThat(statuses()).hasSize(1);
        return statuses().get(0).state();
    }

    /** The statuses in the order in which they were set. */
    private List<String> said() {
        return acme.bitbucket.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .map(request -> request.body().replaceAll(".*\"state\":\"([A-Z]+)\".*", "$1"))
                .toList();
    }

    @Test
    void reportsTheStartAndTheEndOfABlock() throws Exception {
        WorkflowRun run = succeed("def answer = " + status("") + " { 42 }\necho \"the answer is ${answer}\"");

        assertThat(said()).containsExactly("INPROGRESS", "SUCCESSFUL");
        assertThat(state()).isEqualTo("SUCCESSFUL");
        jenkins.assertLogContains("the answer is 42", run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error 'no' | FAILED | FAILURE",
                "currentBuild.result = 'UNSTABLE' | FAILED | UNSTABLE",
                "timeout(time: 1, unit: 'MILLISECONDS') { sleep 60 } | STOPPED | ABORTED",
                "catchError { error 'no' } | FAILED | FAILURE",
                "echo 'fine' | SUCCESSFUL | SUCCESS"
            })
    void endsAsTheBlockDoes(String block, String state, String result) throws Exception {
        jenkins.buildAndAssertStatus(Result.fromString(result), pipeline(status("") + " { " + block + " }"));

        assertThat(said()).containsExactly("INPROGRESS", state);
        assertThat(state()).isEqualTo(state);
    }

    @Test
    void isStoppedByAnAbort() throws Exception {
        QueueTaskFuture<WorkflowRun> build =
                pipeline(status("") + " { echo 'in the block'\nsleep 600 }").scheduleBuild2(0);
        WorkflowRun run = build.waitForStart();
        jenkins.waitForMessage("in the block", run);

        run.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, build.get(2, TimeUnit.MINUTES));
        assertThat(said()).containsExactly("INPROGRESS", "STOPPED");
    }

    @Test
    void saysThatTheStatusMayStayInProgressIfItsEndCannotBeReported() throws Exception {
        acme.bitbucket.misbehave(request -> request.body().contains("SUCCESSFUL") ? Fault.status(503) : Fault.none());
        WorkflowRun run = pipeline(status("") + " { }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Trying again", run);

        run.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains(
                "WARNING: The build status “build” of the commit " + acme.firstCommit + " may stay in progress", run);
        assertThat(state()).isEqualTo("INPROGRESS");
    }

    @Test
    void aStatusThatCannotBeSetIsAWarning() throws Exception {
        acme.bitbucket.misbehave(request -> Fault.status(501));

        WorkflowRun run = succeed(status("") + " { echo 'in the block' }");

        jenkins.assertLogContains("in the block", run);
        jenkins.assertLogContains("WARNING: Can't set the build status “build” of the commit " + acme.firstCommit, run);
    }

    @Test
    void aStatusThatCannotBeSetFailsTheStepIfAskedTo() throws Exception {
        acme.bitbucket.misbehave(request -> Fault.status(501));

        assertThat(errorOf(fail(status(", failOnError: true") + " { echo 'in the block' }")))
                .startsWith("ERROR: Can't set the build status “build”");
    }

    @Test
    void theFailureOfTheBlockIsNotHidden() throws Exception {
        acme.bitbucket.misbehave(request -> request.body().contains("FAILED") ? Fault.status(501) : Fault.none());

        assertThat(errorOf(fail(status(", failOnError: true") + " { error 'the tests failed' }")))
                .isEqualTo("ERROR: the tests failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", failOnError: true"})
    void theFailureOfTheBlockIsNotHiddenIfTheCredentialIsDeletedMeanwhile(String more) throws Exception {
        acme.bitbucket.misbehave(request -> {
            if (request.body().contains("INPROGRESS")) {
                deleteCredentials();
            }
            return Fault.none();
        });

        WorkflowRun run = fail(status(more) + " { error 'the tests failed' }");

        assertThat(errorOf(run)).isEqualTo("ERROR: the tests failed");
        jenkins.assertLogContains("WARNING: There is no credential", run);
    }

    private static void deleteCredentials() {
        try {
            forgetCredentials();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void blocksCanBeNested() throws Exception {
        succeed(status("") + " { " + status("").replace("'build'", "'inner'") + " { echo 'both' } }");

        assertThat(statuses()).extracting(CommitStatus::state).containsExactly("SUCCESSFUL", "SUCCESSFUL");
    }
}
