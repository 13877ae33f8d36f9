package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/** What the console of a build says about a token that expires soon. */
class BuildNoticeTest extends JenkinsTest {

    private static final String STEP =
            "bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'bump'\n";
    private static final String BINDING = "withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) { }\n";

    /** Adds credentials to the system store that expire in so many days. */
    private void add(String id, int days) throws Exception {
        BitbucketApiToken token = AcmeJenkins.credential(id, acme.ci.tokenWithAllScopes());
        token.setExpires(LocalDate.now().plusDays(days).toString());
        AcmeJenkins.add(jenkins.jenkins, token);
    }

    private void add(int days) throws Exception {
        add(AcmeJenkins.ID, days);
    }

    private static List<String> warningsOf(String script) throws Exception {
        return warningsOf(jenkins.buildAndAssertStatus(Result.SUCCESS, AcmeJenkins.pipeline(jenkins, script)));
    }

    private static List<String> warningsOf(Run<?, ?> run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.startsWith("WARNING: "))
                .toList();
    }

    @Test
    void warnsOncePerBuildThatATokenExpiresSoon() throws Exception {
        add(3);

        assertThat(warningsOf(STEP + STEP + BINDING + BINDING))
                .containsExactly("WARNING: Credential “bitbucket-prod”: The token expires on "
                        + LocalDate.now().plusDays(3)
                        + ", in 3 days. Create a new one at "
                        + "https://id.atlassian.com/manage-profile/security/api-tokens and enter it in the "
                        + "credential.");
    }

    @Test
    void warnsInEveryBuildThatUsesTheToken() throws Exception {
        add(3);

        assertThat(warningsOf(STEP)).hasSize(1);
        assertThat(warningsOf(STEP)).hasSize(1);
        assertThat(warningsOf("echo 'no token used'")).isEmpty();
    }

    @Test
    void isRememberedWithTheBuild() throws Exception {
        add(3);
        WorkflowJob job = AcmeJenkins.pipeline(jenkins, STEP);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, job);

        job.doReload();

        WorkflowRun loaded = job.getBuildByNumber(1);
        assertThat(loaded).isNotSameAs(run);
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        BuildNotice.print(
                (BitbucketApiToken)
                        SystemCredentialsProvider.getInstance().getCredentials().get(0),
                loaded,
                new StreamTaskListener(console, StandardCharsets.UTF_8));
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void warnsAboutEachToken() throws Exception {
        add("one", 3);
        add("another", -1);

        assertThat(warningsOf(STEP.replace("bitbucket-prod", "one")
                        + BINDING.replace("bitbucket-prod", "another")
                        + STEP.replace("bitbucket-prod", "another")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("WARNING: Credential “one”: The token expires on "))
                .anyMatch(line -> line.startsWith("WARNING: Credential “another”: The token expired on "
                        + LocalDate.now().minusDays(1) + ". Create a new one at "));
    }

    @Test
    void doesNotWarnAboutATokenThatIsValidForLong() throws Exception {
        add(300);

        assertThat(warningsOf(STEP + BINDING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node { git url: 'GIT', credentialsId: 'bitbucket-prod', branch: 'main' }",
                "withCredentials([string(credentialsId: 'bitbucket-prod', variable: 'T')]) { }",
                "withCredentials([usernamePassword(credentialsId: 'bitbucket-prod', usernameVariable: 'U',"
                        + " passwordVariable: 'P')]) { }",
                "pipeline { agent any; environment { BB = credentials('bitbucket-prod') };"
                        + " stages { stage('Use') { steps { echo BB_EMAIL } } } }"
            })
    void warnsWhateverUsesTheTokenInAPipeline(String script) throws Exception {
        add(3);

        assertThat(warningsOf(script.replace("GIT", acme.infra.gitUrl().toString())))
                .hasSize(1);
    }

    @Test
    void warnsInAFreestyleBuildWithTheBinding() throws Exception {
        add(3);
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new BitbucketApiTokenBinding(AcmeJenkins.ID))));

        assertThat(warningsOf(jenkins.buildAndAssertSuccess(job))).hasSize(1);
    }
}
