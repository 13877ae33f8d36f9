package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class ReadFileStepTest extends StepTest {

    static StepSample sample() {
        ReadFileStep whole = new ReadFileStep("docs/NOTES.md");
        whole.setRef("release/1.9");
        whole.setEncoding("Base64");
        whole.setIfMissing("null");
        return new StepSample(
                new ReadFileStep("README.md"),
                "bitbucketReadFile 'README.md'",
                whole,
                "bitbucketReadFile credentialsId: 'bitbucket-prod', encoding: 'Base64', ifMissing: 'null',"
                        + " path: 'docs/NOTES.md', ref: 'release/1.9', repository: 'acme/infra', retrySeconds: 0");
    }

    private static String read(String more) {
        return "bitbucketReadFile(credentialsId: 'bitbucket-prod', repository: 'acme/infra', " + more + ")";
    }

    @Test
    void readsATextWithAllItsLinesAndBytesAsBase64() throws Exception {
        acme.infra.commit("release/1.9", "NOTES.md", "one\ntwo\n");

        WorkflowRun run = succeed("echo '<' + " + read("path: 'NOTES.md', ref: 'release/1.9'") + " + '>'\necho "
                + read("path: 'NOTES.md', ref: 'release/1.9', encoding: 'base64'"));

        jenkins.assertLogContains("Read NOTES.md from acme/infra", run);
        jenkins.assertLogContains("<one\ntwo\n>", run);
        jenkins.assertLogContains("b25lCnR3bwo=", run);
    }

    @Test
    void aMissingFileIsNullOrAnError() throws Exception {
        WorkflowRun run = succeed("echo \"there: ${" + read("path: 'NOTES.md', ifMissing: 'null'") + " != null}\"");

        jenkins.assertLogContains("There is no file NOTES.md in acme/infra", run);
        jenkins.assertLogContains("there: false", run);
        assertThat(errorOf(fail(read("path: 'NOTES.md'")))).contains("NOTES.md", "acme/infra", "bitbucket-prod");
    }

    @Test
    void rejectsInvalidInputBeforeAnythingIsSent() throws Exception {
        assertThat(errorOf(fail(read("path: 'README.md', encoding: 'UTF-9'"))))
                .isEqualTo(
                        "ERROR: “UTF-9” is neither an encoding that Java knows, such as UTF-8 or ISO-8859-1, nor Base64.");
        assertThat(errorOf(fail(read("path: 'README.md', ifMissing: 'maybe'"))))
                .isEqualTo("ERROR: ifMissing can't be “maybe”. It is one of: fail, null.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
