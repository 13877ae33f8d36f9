package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.Slave;
import hudson.util.FormValidation;
import io.jenkins.plugins.bitbucket.emulator.git.Sources.Entry;
import java.io.File;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.eclipse.jgit.lib.FileMode;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;

class CommitFilesStepTest extends StepTest {

    static StepSample sample() {
        CommitFilesStep whole = new CommitFilesStep("bump/terraform-1.9", "Bump");
        whole.setFiles("{\"versions.tf\":\"1.9\"}");
        whole.setWorkspaceFiles("generated/**");
        whole.setDelete("old, older.txt\nb.txt");
        whole.setExecutable("bin/run.sh");
        whole.setFrom("main");
        whole.setAuthor("Jane Doe <jane@acme.example>");
        whole.setIfUnchanged("fail");
        return new StepSample(
                new CommitFilesStep("main", "Bump"),
                "bitbucketCommitFiles branch: 'main', message: 'Bump'",
                whole,
                "bitbucketCommitFiles author: 'Jane Doe <jane@acme.example>', branch: 'bump/terraform-1.9',"
                        + " credentialsId: 'bitbucket-prod', delete: ['old, older.txt', 'b.txt'],"
                        + " executable: ['bin/run.sh'], files: '{\"versions.tf\":\"1.9\"}', from: 'main',"
                        + " ifUnchanged: 'fail', message: 'Bump', repository: 'acme/infra', retrySeconds: 0,"
                        + " workspaceFiles: 'generated/**'");
    }

    private static String commit(String more) {
        return "bitbucketCommitFiles(credentialsId: 'bitbucket-prod', repository: 'acme/infra', message: 'Bump', "
                + more + ")";
    }

    private Optional<String> text(String branch, String path) {
        return entry(branch, path)
                .map(entry -> new String(acme.infra.git().sources().content(entry)));
    }

    private Optional<Entry> entry(String branch, String path) {
        return acme.infra
                .git()
                .sources()
                .find(acme.infra.git().revisions().readable(branch).orElseThrow(), path);
    }

    @Test
    void commitsTextsAndReportsOnTheSecondRunThatNothingChanges() throws Exception {
        String script = "def version = '1.9'\ndef c = "
                + commit("branch: 'bump', from: 'main', files: ['versions.tf': \"${version}\", 'a, b.md': 'x'],"
                        + " executable: ['versions.tf'], delete: ['README.md']")
                + "\necho \"${c.branch} changed: ${c.changed}, ${c.commit} at ${c.url}\"";

        WorkflowRun first = succeed(script);
        WorkflowRun second = succeed(script);

        String tip = acme.infra.tip("bump").orElseThrow();
        jenkins.assertLogContains("Committed " + tip.substring(0, 12) + " to the branch bump of acme/infra: ", first);
        jenkins.assertLogContains("bump changed: true, " + tip + " at ", first);
        jenkins.assertLogContains(
                "Nothing to change on the branch bump of acme/infra, at " + tip.substring(0, 12), second);
        jenkins.assertLogContains("bump changed: false, " + tip + " at ", second);
        assertThat(text("bump", "versions.tf")).contains("1.9");
        assertThat(text("bump", "a, b.md")).contains("x");
        assertThat(entry("bump", "versions.tf").orElseThrow().mode()).isEqualTo(FileMode.EXECUTABLE_FILE);
        assertThat(entry("bump", "README.md")).isEmpty();
        assertThat(first.getAction(BitbucketBuildAction.class).getAll())
                .extracting(BitbucketBuildAction.Made::getKind, BitbucketBuildAction.Made::getTitle)
                .containsExactly(Tuple.tuple("commit", "Bump"));
        assertThat(second.getAction(BitbucketBuildAction.class)).isNull();
    }

    @Test
    void commitsFilesOfTheWorkspaceOfAnAgent() throws Exception {
        Slave agent = jenkins.createOnlineSlave();
        String script = "node('" + agent.getNodeName() + "') {\n"
                + "writeFile file: 'generated/api.txt', text: 'api'\n"
                + "writeFile file: 'generated/bin/run.sh', text: 'echo'\n"
                + "writeFile file: 'generated/Übersicht 1.md', text: 'ü', encoding: 'UTF-8'\n"
                + "writeFile file: 'generated/.gitignore', text: '*.class'\n"
                + "writeFile file: 'generated/logo.png', text: 'iVBORw0KGgo=', encoding: 'Base64'\n"
                + "writeFile file: 'other.txt', text: 'other'\n"
                + "sh 'chmod +x generated/bin/run.sh'\n"
                + commit("branch: 'main', workspaceFiles: 'generated/**', files: ['versions.tf': '1.9', any: 'x']")
                + "\n}";

        WorkflowRun run = succeed(script);

        assertThat(text("main", "generated/api.txt")).contains("api");
        assertThat(text("main", "generated/Übersicht 1.md")).contains("ü");
        assertThat(text("main", "generated/.gitignore")).contains("*.class");
        assertThat(acme.infra
                        .git()
                        .sources()
                        .content(entry("main", "generated/logo.png").orElseThrow()))
                .startsWith(0x89, 'P', 'N', 'G');
        assertThat(text("main", "versions.tf")).contains("1.9");
        assertThat(text("main", "any")).contains("x");
        assertThat(entry("main", "other.txt")).isEmpty();
        assertThat(entry("main", "generated/bin/run.sh").orElseThrow().mode()).isEqualTo(FileMode.EXECUTABLE_FILE);
        assertThat(entry("main", "generated/api.txt").orElseThrow().mode()).isEqualTo(FileMode.REGULAR_FILE);
        assertThat(new File(run.getRootDir(), ".").list()).noneMatch(name -> name.startsWith("bitbucketCommitFiles"));
    }

    @Test
    void reportsMissingWorkspaceFiles() throws Exception {
        Slave agent = jenkins.createOnlineSlave();

        String error = errorOf(fail("node('" + agent.getNodeName() + "') {\n"
                + commit("branch: 'main', workspaceFiles: 'generated/**'") + "\n}"));

        assertThat(error).startsWith("ERROR: No file of the workspace ").endsWith(" matches “generated/**”.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "workspaceFiles: 'a/**'; workspaceFiles needs a workspace: run the step inside node.",
                "files: [:]; There is nothing to commit: specify files to write or to delete.",
                "files: ['../a': 'x']; “../a” is not a valid path in a repository: a part between slashes can't be empty, “.”, “..” or “.git”.",
                "files: 'a.txt'; files takes a map from names to texts, or the same as a JSON object.",
                "files: ['a.txt': 1]; files takes a map from names to texts, but it contains 1.",
                "files: ['a.txt': 'x'], executable: ['b.txt']; executable contains b.txt, which is not a file of this commit.",
                "files: ['a.txt': 'x'], ifUnchanged: 'maybe'; ifUnchanged can't be “maybe”. It is one of: skip, fail.",
                "files: ['a.txt': 'x'], author: 'Jane'; “Jane” is not the author of a commit: use the form Jane Doe <jane@acme.example>."
            })
    void rejectsInvalidInputBeforeAnythingIsSent(String arguments, String error) throws Exception {
        assertThat(errorOf(fail(commit("branch: 'main', " + arguments)))).isEqualTo("ERROR: " + error);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void acceptsTheTextsOfTheForm() throws Exception {
        WorkflowRun run = succeed(
                commit("branch: 'main', files: '{\"a.txt\": \"x\", \"b.txt\": \"y\"}', delete: 'README.md\\nc, d'"));

        assertThat(text("main", "b.txt")).contains("y");
        assertThat(entry("main", "README.md")).isEmpty();
        assertThat(JenkinsRule.getLog(run)).contains("Committed ");
    }

    @Test
    void asksForTheRequiredText() {
        CommitFilesStep.DescriptorImpl form = ExtensionList.lookupSingleton(CommitFilesStep.DescriptorImpl.class);

        assertThat(form.doCheckMessage(null, " \n"))
                .hasMessage("Enter a commit message.")
                .returns(FormValidation.Kind.ERROR, check -> check.kind);
        assertThat(form.doCheckMessage(null, "Bump")).returns(FormValidation.Kind.OK, check -> check.kind);
    }
}
