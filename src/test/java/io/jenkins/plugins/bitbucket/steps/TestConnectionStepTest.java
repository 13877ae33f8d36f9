package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A preflight check in a Pipeline. */
class TestConnectionStepTest extends StepTest {

    static StepSample sample() {
        TestConnectionStep whole = new TestConnectionStep();
        whole.setRequire("read:user:bitbucket, write:repository:bitbucket");
        return new StepSample(
                new TestConnectionStep(),
                "bitbucketTestConnection()",
                whole,
                "bitbucketTestConnection credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                        + " require: ['read:user:bitbucket', 'write:repository:bitbucket'], retrySeconds: 0");
    }

    private static final String READS = "bitbucketTestConnection(credentialsId: 'bitbucket-prod')";
    private static final String WRITES = "bitbucketTestConnection(credentialsId: 'bitbucket-prod', require:"
            + " ['write:repository:bitbucket', 'write:pullrequest:bitbucket'])";

    private void giveOnly(String... scopes) throws Exception {
        replaceToken(acme.ci.token(scopes));
    }

    @Test
    void printsTheReportAndReturnsIt() throws Exception {
        WorkflowRun run = succeed("""
                def report = %s
                echo "${report.user} of ${report.workspaces}, ${report.verdict}, ${report.scopes['read:user:bitbucket']}"
                """.formatted(WRITES));

        assertThat(JenkinsRule.getLog(run))
                .contains("Acme CI of [acme], ok, granted")
                .containsPattern("(?m)^User +Acme CI$")
                .containsPattern(
                        "(?m)^write:repository:bitbucket +✓ granted +optional: create and delete branches; commit files; push$")
                .contains("The token has every scope that is needed.");
    }

    @Test
    void failsInOneLineIfARequiredScopeIsMissing() throws Exception {
        giveOnly(
                Scopes.READ_USER,
                Scopes.READ_WORKSPACE,
                Scopes.READ_PROJECT,
                Scopes.READ_REPOSITORY,
                Scopes.WRITE_REPOSITORY);

        assertThat(errorOf(fail(WRITES)))
                .startsWith("ERROR: The credential “bitbucket-prod” lacks write:pullrequest:bitbucket.")
                .contains("create a new one");
        assertThat(JenkinsRule.getLog(succeed(READS))).contains("✗ MISSING");
    }

    @Test
    void failsInOneLineIfTheTokenIsRejected() throws Exception {
        replaceToken(acme.ci.expiredToken(Scopes.READ_USER));

        assertThat(errorOf(fail(READS)))
                .startsWith("ERROR: The credential “bitbucket-prod” does not work. Bitbucket rejected the token (401)");
    }

    @Test
    void rejectsAnUnknownScopeBeforeAnythingIsSent() throws Exception {
        assertThat(errorOf(
                        fail("bitbucketTestConnection credentialsId: 'bitbucket-prod', require: ['repository:write']")))
                .startsWith(
                        "ERROR: “repository:write” is not a scope that can be required. Valid scopes: read:project:");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void testsAnSshKey() throws Exception {
        KeyPair pair = SshAcme.newPair();
        AcmeKeys.speakWith(acme.bitbucket.ssh());
        AcmeKeys.addCredential(SshAcme.privateHalf(pair), "");
        String test =
                "bitbucketTestConnection(credentialsId: 'bitbucket-key', repository: 'acme/infra', require: ['%s'])";
        assertThat(errorOf(fail(test.formatted("read:repository:bitbucket"))))
                .startsWith(
                        "ERROR: The credential “bitbucket-key” does not work. Bitbucket does not know the SSH key.");

        acme.infra.addAccessKey("Jenkins", PublicKeyEntry.toString(pair.getPublic()));
        WorkflowRun reads = succeed("echo 'verdict: ' + " + test.formatted("read:repository:bitbucket") + ".verdict");

        assertThat(JenkinsRule.getLog(reads))
                .contains("✓ an access key, which is read-only", "✓ can be read", "verdict: access_key");
        assertThat(errorOf(fail(test.formatted("write:repository:bitbucket"))))
                .isEqualTo("ERROR: The credential “bitbucket-key” lacks write:repository:bitbucket. An SSH key can't "
                        + "do this; use an API token.");
    }

    @Test
    void isRememberedForThePageOfTheBitbucketCredentials() throws Exception {
        succeed(READS);

        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            assertThat(browser.goTo("manage/bitbucketCredentials/")
                            .querySelector("#tokens tbody tr")
                            .asNormalizedText())
                    .contains("bitbucket-prod")
                    .containsPattern("Good, .* ago");
        }
    }

    @Test
    void isWrittenByTheSnippetGenerator() throws Exception {
        TestConnectionStep step = new TestConnectionStep();
        step.setCredentialsId("bitbucket-prod");
        step.setRequire("write:repository:bitbucket");

        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "bitbucketTestConnection credentialsId: 'bitbucket-prod', require:"
                                + " ['write:repository:bitbucket']");
    }
}
