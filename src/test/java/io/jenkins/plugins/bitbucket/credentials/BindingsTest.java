package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Result;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What a build receives; scripts write it to files, because the console masks it. */
class BindingsTest extends JenkinsTest {

    private static final String GIT_USERNAME = "x-bitbucket-api-token-auth";

    private static String token;

    @BeforeEach
    void addCredential() throws Exception {
        token = AcmeJenkins.addCredential(acme).getToken().getPlainText();
    }

    /** The scripts write the token to files. */
    @AfterAll
    static void deleteWorkspaces() throws Exception {
        jenkins.jenkins.getRootPath().child("workspace").deleteRecursive();
    }

    /** A build of a script, and the files that it wrote. */
    private record Build(WorkflowJob job, WorkflowRun run) {

        static Build of(String script) throws Exception {
            WorkflowJob job = AcmeJenkins.pipeline(jenkins, script);
            return new Build(job, jenkins.buildAndAssertStatus(Result.SUCCESS, job));
        }

        String file(String name) throws IOException, InterruptedException {
            return jenkins.jenkins.getWorkspaceFor(job).child(name).readToString();
        }

        String console() throws IOException {
            String console = JenkinsRule.getLog(run);
            assertThat(console).doesNotContain(token);
            return console;
        }
    }

    @Test
    void bindsTheTokenAsASecretText() throws Exception {
        Build build = Build.of("""
                node {
                    withCredentials([string(credentialsId: 'bitbucket-prod', variable: 'BB')]) {
                        sh 'printf %s "$BB" > token; echo "<$BB>"'
                    }
                }
                """);

        assertThat(build.file("token")).isEqualTo(token);
        assertThat(build.console()).contains("<****>");
    }

    @Test
    void bindsTheUserNameForGitAndTheToken() throws Exception {
        Build build = Build.of("""
                node {
                    withCredentials([usernamePassword(
                            credentialsId: 'bitbucket-prod', usernameVariable: 'GIT_USER', passwordVariable: 'GIT_PASSWORD')]) {
                        sh 'printf %s "$GIT_PASSWORD" > token; echo "<$GIT_USER> <$GIT_PASSWORD>"'
                    }
                }
                """);

        assertThat(build.file("token")).isEqualTo(token);
        assertThat(build.console()).contains("<" + GIT_USERNAME + "> <****>");
    }

    @Test
    void bindsEmailTokenAndUserNameForGitToSeparateVariables() throws Exception {
        Build build = Build.of("""
                node {
                    withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                        sh 'printf %s "$BB_TOKEN" > token'
                        sh 'echo "<$BB_EMAIL> <$BB_TOKEN> <$BB_GIT_USER>"'
                    }
                    sh 'echo "after: <${BB_EMAIL-}> <${BB_TOKEN-}> <${BB_GIT_USER-}>"'
                }
                """);

        assertThat(build.file("token")).isEqualTo(token);
        assertThat(build.console()).contains("<ci@acme.example> <****> <" + GIT_USERNAME + ">", "after: <> <> <>");
    }

    @Test
    void bindsTheFormsOfTheTokenForRestGitAndUrls() throws Exception {
        Build build = Build.of("""
                node {
                    withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod', tokenVariable: 'T')]) {
                        sh 'printf "%s %s %s" "$T_REST" "$T_GIT" "$T_ENCODED" > forms'
                    }
                }
                """);

        // This token contains no character that is encoded in a URL.
        assertThat(build.file("forms").split(" "))
                .containsExactly("ci@acme.example:" + token, GIT_USERNAME + ":" + token, token);
    }

    @Test
    void bindsToRenamedVariables() throws Exception {
        Build build = Build.of("""
                node {
                    withCredentials([bitbucketApiToken(
                            credentialsId: 'bitbucket-prod', emailVariable: 'E', tokenVariable: 'T', gitUsernameVariable: 'U')]) {
                        sh 'printf %s "$T" > token; echo "<$E> <$T> <$U> <${BB_TOKEN-}>"'
                    }
                }
                """);

        assertThat(build.file("token")).isEqualTo(token);
        assertThat(build.console()).contains("<ci@acme.example> <****> <" + GIT_USERNAME + "> <>");
    }

    @Test
    void bindsWithoutAnAgent() throws Exception {
        Build build = Build.of("""
                withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                    echo "<$BB_EMAIL> ${BB_TOKEN.length()}"
                }
                """);

        assertThat(build.console()).contains("<ci@acme.example> " + token.length());
    }

    @Test
    void bindsEverythingInADeclarativePipeline() throws Exception {
        Build build = Build.of("""
                pipeline {
                    agent any
                    environment {
                        BB = credentials('bitbucket-prod')
                    }
                    stages {
                        stage('Use') {
                            steps {
                                sh 'printf %s "$BB" > token; printf %s "$BB_PSW" > password'
                                sh 'echo "<$BB> <$BB_PSW> <$BB_EMAIL> <$BB_USR>"'
                            }
                        }
                    }
                }
                """);

        assertThat(build.file("token")).isEqualTo(token);
        assertThat(build.file("password")).isEqualTo(token);
        assertThat(build.console()).contains("<****> <****> <ci@acme.example> <" + GIT_USERNAME + ">");
    }

    @Test
    void failInOneLineForACredentialThatHoldsNoToken() throws Exception {
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(CredentialsScope.GLOBAL, "without-token", "", "ci@acme.example", null));

        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                AcmeJenkins.pipeline(
                        jenkins,
                        "withCredentials([bitbucketApiToken(credentialsId: 'without-token')]) { echo 'not reached' }"));

        assertThat(JenkinsRule.getLog(run))
                .contains("ERROR: The credential “without-token” can't be used. It holds no API token.")
                .doesNotContain("\tat ", "not reached");
    }

    @Test
    void warnInTheConsoleOfACredentialThatHoldsNoToken() throws Exception {
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(CredentialsScope.GLOBAL, "no-token", "", "ci@acme.example", null));

        Build build =
                Build.of("withCredentials([string(credentialsId: 'no-token', variable: 'BB')]) { echo 'reached' }");

        assertThat(build.console()).contains("WARNING: Credential “no-token”: It holds no API token.");
    }
}
