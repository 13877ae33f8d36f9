package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;

/** What the console shows instead of a token: four asterisks and nothing else, in every form. */
class MaskingTest extends JenkinsTest {

    private static final String ALL_FORMS = """
            set +x
            base64url() { base64 -w0 | tr '+/' '-_'; }
            echo "plain: <$BB_TOKEN>"
            echo "in a URL: <$(printf %s "$BB_TOKEN" | sed 's/=/%3D/g; s/>/%3E/g; s/?/%3F/g')>"
            echo "Base64: <$(printf %s "$BB_TOKEN" | base64 -w0)>"
            echo "for REST: <$BB_TOKEN_REST>"
            echo "for REST in Base64: <$(printf %s "$BB_EMAIL:$BB_TOKEN" | base64 -w0)>"
            echo "for REST in Base64 for URLs: <$(printf %s "$BB_EMAIL:$BB_TOKEN" | base64url)>"
            echo "for git: <$BB_TOKEN_GIT>"
            echo "for git in Base64: <$(printf %s "$BB_GIT_USER:$BB_TOKEN" | base64 -w0)>"
            echo "for git in Base64 for URLs: <$(printf %s "$BB_GIT_USER:$BB_TOKEN" | base64url)>"
            """;

    private BitbucketApiToken credential;

    /** With characters that are encoded in a URL, and in three lengths, because Base64 ends differently after each. */
    static Stream<String> tokens() {
        String token = "ATATT3xFfGF0-wC3>>>???" + "n_9Zq".repeat(30) + "=1A2B3C4";
        return Stream.of(token, token + "D", token + "DE");
    }

    private void add(String token) throws Exception {
        credential = AcmeJenkins.credential(token);
        AcmeJenkins.add(jenkins.jenkins, credential);
    }

    private static void assertAllFormsMasked(String console) {
        List<String> lines =
                console.lines().filter(line -> line.contains(": <")).toList();
        assertThat(lines).hasSize(9).allSatisfy(line -> assertThat(line).endsWith(": <****>"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void masksAllFormsOfTheTokenInAPipeline(String token) throws Exception {
        add(token);

        String console = JenkinsRule.getLog(
                jenkins.buildAndAssertStatus(Result.SUCCESS, AcmeJenkins.pipeline(jenkins, """
                node {
                    withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                        sh '''%s'''
                    }
                }
                """.formatted(ALL_FORMS))));

        assertAllFormsMasked(console);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void masksAllFormsOfTheTokenInAFreestyleJob(String token) throws Exception {
        add(token);
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new BitbucketApiTokenBinding(AcmeJenkins.ID))));
        job.getBuildersList().add(new Shell(ALL_FORMS));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);

        assertAllFormsMasked(JenkinsRule.getLog(build));
    }
}
