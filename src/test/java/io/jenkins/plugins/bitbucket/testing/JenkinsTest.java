package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.ModelObject;
import hudson.model.Result;
import hudson.model.Run;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.MetaClass;

/**
 * One Jenkins for all tests of a class, because it starts slowly; and for each test a new Acme and empty credentials
 * stores. At the end, no file of Jenkins contains a readable token.
 */
@WithJenkins
@Timeout(180)
public abstract class JenkinsTest {

    protected static JenkinsRule jenkins;

    @AutoClose
    protected final Acme acme = new Acme();

    @BeforeAll
    static void startJenkins(JenkinsRule started) throws IOException {
        jenkins = started;
        // As in production. The rule turns it off, and each page then looks for all its views again.
        MetaClass.NO_CACHE = false;
        // Otherwise a build that no test schedules, such as that of a new branch, starts after five seconds.
        started.jenkins.setQuietPeriod(0);
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        Canary.assertNotIn(jenkins.jenkins.getRootDir().toPath());
        jenkins.after();
    }

    @BeforeEach
    final void speakWithAcme() throws IOException {
        AcmeJenkins.speakWith(acme);
        forgetCredentials();
    }

    /** Removes all credentials from Jenkins' own store. */
    protected static void forgetCredentials() throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.setDomainCredentialsMap(Map.of(Domain.global(), List.of()));
        provider.save();
    }

    /** The store of Jenkins itself or of a folder. */
    protected static CredentialsStore store(ModelObject place) {
        return AcmeJenkins.store(place);
    }

    /** A Pipeline job with this script, in the sandbox. */
    protected static WorkflowJob pipeline(String script) throws Exception {
        return AcmeJenkins.pipeline(jenkins, script);
    }

    protected static JenkinsRule.WebClient browser() {
        return AcmeJenkins.browser(jenkins);
    }

    protected static WorkflowRun succeed(String script) throws Exception {
        return succeed(pipeline(script));
    }

    protected static WorkflowRun succeed(WorkflowJob job) throws Exception {
        return jenkins.buildAndAssertStatus(Result.SUCCESS, job);
    }

    protected static WorkflowRun fail(String script) throws Exception {
        return fail(pipeline(script));
    }

    protected static WorkflowRun fail(WorkflowJob job) throws Exception {
        return jenkins.buildAndAssertStatus(Result.FAILURE, job);
    }

    /** The last line of the console before the result of the build, which is there instead of a stack trace. */
    protected static String errorOf(Run<?, ?> run) throws Exception {
        String console = JenkinsRule.getLog(run);
        assertThat(console).doesNotContain("\tat ", "Exception");
        List<String> lines = console.lines().toList();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Finished: FAILURE");
        assertThat(lines).filteredOn(line -> line.startsWith("ERROR: ")).hasSize(1);
        return lines.get(lines.size() - 2);
    }
}
