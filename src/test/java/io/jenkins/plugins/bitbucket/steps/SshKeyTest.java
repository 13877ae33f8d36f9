package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.net.URL;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The steps with an SSH key instead of an API token. */
class SshKeyTest extends StepTest {

    private static final String CREATE_BRANCH =
            "bitbucketCreateBranch(credentialsId: 'bitbucket-key', repository: 'acme/infra', branch: 'bump')";

    private final KeyPair pair = SshAcme.newPair();
    private EmbeddedSsh ssh;

    @BeforeEach
    void addKey() throws Exception {
        ssh = acme.bitbucket.ssh();
        AcmeKeys.speakWith(ssh);
        AcmeKeys.addCredential(SshAcme.privateHalf(pair), "");
    }

    private String publicHalf() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    @Test
    void createsABranchAndFindsItAgain() throws Exception {
        acme.ci.addSshKey(publicHalf());

        WorkflowRun run = succeed("""
                def first = %1$s
                def second = %1$s
                echo "${first.name} at ${first.commit}: ${first.created}, ${second.created}"
                """.formatted(CREATE_BRANCH));

        assertThat(JenkinsRule.getLog(run))
                .containsOnlyOnce("Created the branch bump in acme/infra at " + acme.firstCommit.substring(0, 12))
                .containsOnlyOnce("The branch bump already exists in acme/infra")
                .contains("bump at " + acme.firstCommit + ": true, false");
        assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void reportsBeforeAnythingIsSentThatPullRequestsNeedAnApiToken() throws Exception {
        acme.ci.addSshKey(publicHalf());

        assertThat(errorOf(fail("bitbucketOpenPullRequest credentialsId: 'bitbucket-key', repository: 'acme/infra',"
                        + " sourceBranch: 'bump', title: 'Terraform 1.9'")))
                .isEqualTo("ERROR: Bitbucket requires an API token for opening a pull request from bump in "
                        + "acme/infra, but the credential “bitbucket-key” is an SSH key: create a token at "
                        + "https://id.atlassian.com/manage-profile/security/api-tokens, and use the ID of a "
                        + "“Bitbucket API Token with Email”.");
        assertThat(acme.bitbucket.requests()).isEmpty();
        assertThat(ssh.connections()).isZero();
    }

    @Test
    void reportsAReadOnlyAccessKey() throws Exception {
        acme.infra.addAccessKey("Jenkins", publicHalf());

        assertThat(errorOf(fail(CREATE_BRANCH)))
                .contains("Can't create the branch bump in acme/infra with the credential “bitbucket-key”")
                .contains("Add the key to an account with write permission");
    }

    @Test
    void showsThePublicKeyOfARejectedKey() throws Exception {
        assertThat(errorOf(fail(CREATE_BRANCH))).contains("Bitbucket does not know the SSH key", publicHalf());
    }

    @Test
    void offersKeysOnlyForStepsThatSupportThem() throws Exception {
        WorkflowJob job = pipeline("");

        assertThat(credentialsOf(job, CreateBranchStep.class)).contains("bitbucket-prod", "bitbucket-key");
        assertThat(credentialsOf(job, TestConnectionStep.class)).contains("bitbucket-prod", "bitbucket-key");
        assertThat(credentialsOf(job, OpenPullRequestStep.class))
                .contains("bitbucket-prod")
                .doesNotContain("bitbucket-key");
    }

    private static String credentialsOf(WorkflowJob job, Class<?> step) throws Exception {
        try (JenkinsRule.WebClient browser = browser()) {
            URL url = browser.createCrumbedUrl(
                    job.getUrl() + "descriptorByName/" + step.getName() + "/fillCredentialsIdItems?credentialsId=");
            return browser.getPage(new WebRequest(url, HttpMethod.POST))
                    .getWebResponse()
                    .getContentAsString();
        }
    }
}
