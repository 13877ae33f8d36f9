package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Util;
import hudson.model.Label;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsProcess;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.SimpleCommandLauncher;

/** The credential on an agent in a separate JVM. */
class AgentTest extends JenkinsTest {

    /** Starts what follows as somebody who may do nothing on this machine; only root can. */
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", JenkinsProcess.java());

    private BitbucketApiToken credential;

    @BeforeAll
    static void startAgent() throws Exception {
        jenkins.jenkins.setNumExecutors(0);
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        assertThat(agent.getChannel().call(new ProcessNumber()))
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @BeforeEach
    void addCredential() throws Exception {
        credential = AcmeJenkins.addCredential(acme);
    }

    private static final class ProcessNumber extends jenkins.security.MasterToSlaveCallable<Long, RuntimeException> {
        private static final long serialVersionUID = 1;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }

    private String consoleOf(String script) throws Exception {
        return consoleOf("agent", script);
    }

    private String consoleOf(String label, String script) throws Exception {
        WorkflowRun run = succeed("node('" + label + "') {\n" + script + "\n}");
        String console = JenkinsRule.getLog(run);
        assertThat(console).doesNotContain(credential.getToken().getPlainText());
        return console;
    }

    @Test
    void checksOutThere() throws Exception {
        assertThat(consoleOf("""
                checkout scmGit(
                    branches: [[name: 'main']],
                    userRemoteConfigs: [[url: '%s', credentialsId: 'bitbucket-prod']])
                echo readFile('README.md')
                """.formatted(acme.infra.gitUrl()))).contains(acme.firstCommit, "Acme's infrastructure");
    }

    @Test
    void pushesThereByTheCommandLine() throws Exception {
        consoleOf("""
                git url: '%s', credentialsId: 'bitbucket-prod', branch: 'main'
                withCredentials([gitUsernamePassword(credentialsId: 'bitbucket-prod')]) {
                    sh 'git push origin HEAD:refs/heads/bump'
                }
                """.formatted(acme.infra.gitUrl()));

        assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
    }

    @Test
    void speaksThereWithTheRestApi() throws Exception {
        assertThat(consoleOf("""
                withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                    sh 'curl --silent --fail --user "$BB_TOKEN_REST" %s/user'
                }
                """.formatted(acme.bitbucket.apiUrl()))).contains("\"display_name\":\"Acme CI\"");
    }

    static boolean canStartAsNobody() throws InterruptedException {
        List<String> command = new ArrayList<>(AS_NOBODY);
        command.add("-version");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @EnabledIf(value = "canStartAsNobody", disabledReason = "no agent of another user can be started here")
    void worksThereAsAnotherUserThanTheController() throws Exception {
        // That user may not go into the folders of the build.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "agent");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path jar = Files.write(
                folder.resolve("agent.jar"),
                jenkins.jenkins.getJnlpJars("agent.jar").readFully());
        DumbSlave agent = new DumbSlave(
                "nobody",
                folder.toString(),
                new SimpleCommandLauncher("env HOME=" + folder + " " + String.join(" ", AS_NOBODY) + " -Duser.home="
                        + folder + " -jar " + jar));
        agent.setLabelString("nobody");
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
        try {
            String console = consoleOf("nobody", """
                    sh 'echo "runs as $(id -u)"'
                    git url: '%s', credentialsId: 'bitbucket-prod', branch: 'main'
                    writeFile file: 'versions.tf', text: '1.9'
                    bitbucketCommitFiles(
                        credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'main', message: 'Bump',
                        workspaceFiles: 'versions.tf')
                    withCredentials([gitUsernamePassword(credentialsId: 'bitbucket-prod')]) {
                        sh 'git push origin HEAD:refs/heads/bump'
                    }
                    """.formatted(acme.infra.gitUrl()));

            assertThat(console).contains("runs as 65534", "Committed ");
            assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
            Canary.assertNotIn(folder);
        } finally {
            jenkins.disconnectSlave(agent);
            jenkins.jenkins.removeNode(agent);
            Util.deleteRecursive(folder.toFile());
        }
    }
}
