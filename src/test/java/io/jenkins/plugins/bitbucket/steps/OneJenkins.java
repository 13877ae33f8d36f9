package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * One Jenkins for all tests of a class, as it takes long to start, and for each test an Acme of its own. The system
 * store holds credentials with every scope. Jenkins has no executor: no step needs one. In the end no file of Jenkins
 * holds a token that can be read.
 */
@WithJenkins
@Timeout(120)
abstract class OneJenkins {

    static JenkinsRule jenkins;

    @AutoClose
    final Acme acme = new Acme();

    BitbucketApiToken credential;

    @BeforeAll
    static void start(JenkinsRule started) throws Exception {
        jenkins = started;
        jenkins.jenkins.setNumExecutors(0);
    }

    @AfterAll
    static void stop() throws Exception {
        Canary.assertNotIn(jenkins.jenkins.getRootDir().toPath());
        jenkins.after();
    }

    @BeforeEach
    void useAcme() throws Exception {
        AcmeJenkins.speakWith(acme);
        BitbucketCloudConfiguration.get().setDefaultCredentialsId("");
        replaceToken(acme.ci.tokenWithAllScopes());
    }

    /** Puts the token into the credentials, which are the only ones of the system store. */
    final void replaceToken(String token) throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        credential = AcmeJenkins.credential(token);
        AcmeJenkins.add(jenkins.jenkins, credential);
    }

    static WorkflowJob pipeline(String script) throws Exception {
        return AcmeJenkins.pipeline(jenkins, script);
    }

    static WorkflowRun succeed(String script) throws Exception {
        return succeed(pipeline(script));
    }

    static WorkflowRun succeed(WorkflowJob job) throws Exception {
        return jenkins.buildAndAssertStatus(Result.SUCCESS, job);
    }

    static WorkflowRun fail(String script) throws Exception {
        return jenkins.buildAndAssertStatus(Result.FAILURE, pipeline(script));
    }

    /** What stands in the console in place of a stack trace: one line, the last one but for the build's result. */
    static String errorOf(Run<?, ?> run) throws Exception {
        String console = JenkinsRule.getLog(run);
        assertThat(console).doesNotContain("\tat ", "Exception");
        List<String> lines = console.lines().toList();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Finished: FAILURE");
        assertThat(lines).filteredOn(line -> line.startsWith("ERROR: ")).hasSize(1);
        return lines.get(lines.size() - 2);
    }
}
