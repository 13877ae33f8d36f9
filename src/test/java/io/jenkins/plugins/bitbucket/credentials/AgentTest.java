package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The credential on an agent, which is a JVM of its own. */
class AgentTest extends JenkinsTest {

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
        WorkflowRun run = succeed("node('agent') {\n" + script + "\n}");
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
}
