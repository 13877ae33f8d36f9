package io.jenkins.plugins.bitbucket.security;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Only an administrator decides where tokens are sent, and through which proxy. */
class HostAndProxyTest extends JenkinsTest {

    private static final String ADMINISTRATOR = "administrator";
    /** Can change the System page, but nothing that is reserved for administrators. */
    private static final String MANAGER = "manager";

    /** A server of somebody who would like to have the token. */
    @AutoClose
    private final Acme elsewhere = new Acme();

    @BeforeAll
    static void prepare() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR)
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to(MANAGER));
    }

    @BeforeEach
    void addCredential() throws Exception {
        AcmeJenkins.addCredential(acme);
    }

    /** An administrator fills in the System page, and the user submits it. */
    private static void sendSystemPage(String user) throws Exception {
        try (JenkinsRule.WebClient browser = browserOf(ADMINISTRATOR)) {
            HtmlForm page = browser.goTo("manage/configure").getFormByName("config");
            page.getInputByName("_.apiUrl").setValue("https://mallory.example/2.0");
            browser.withBasicApiToken(user);
            jenkins.submit(page);
        }
    }

    private static void sendProxy(String user) throws Exception {
        try (JenkinsRule.WebClient browser = browserOf(user)) {
            URL url = new URL(jenkins.getURL(), "manage/pluginManager/proxyConfigure");
            WebRequest request = new WebRequest(url, HttpMethod.POST);
            String form = new JSONObject()
                    .element("name", "mallory.example")
                    .element("port", "8080")
                    .toString();
            request.setRequestParameters(List.of(new NameValuePair("json", form)));
            browser.getPage(request);
        }
    }

    private static JenkinsRule.WebClient browserOf(String user) {
        JenkinsRule.WebClient browser =
                browser().withThrowExceptionOnFailingStatusCode(false).withBasicApiToken(user);
        browser.getOptions().setPrintContentOnFailingStatusCode(false);
        return browser;
    }

    @Test
    void onlyAdministratorsChangeTheHost() throws Exception {
        sendSystemPage(MANAGER);
        assertThat(BitbucketCloudConfiguration.get().getApiUrl())
                .isEqualTo(acme.bitbucket.apiUrl().toString());

        sendSystemPage(ADMINISTRATOR);
        assertThat(BitbucketCloudConfiguration.get().getApiUrl()).isEqualTo("https://mallory.example/2.0");
    }

    @Test
    void onlyAdministratorsChangeTheProxy() throws Exception {
        jenkins.jenkins.setProxy(null);

        sendProxy(MANAGER);
        assertThat(jenkins.jenkins.getProxy()).isNull();

        sendProxy(ADMINISTRATOR);
        assertThat(jenkins.jenkins.getProxy().getName()).isEqualTo("mallory.example");
        jenkins.jenkins.setProxy(null);
    }

    /** A Pipeline can only name a repository, and only on Bitbucket. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "repository: 'acme/infra', apiUrl: 'ELSEWHERE'",
                "repository: 'acme/infra', host: 'ELSEWHERE'",
                "repository: 'https://mallory.example/acme/infra.git'",
                "repository: 'acme/infra@mallory.example'",
                "repository: 'acme/../infra'"
            })
    void aPipelineSendsTheTokenNowhereElse(String parameters) throws Exception {
        String url = elsewhere.bitbucket.apiUrl().resolve("/").toString().replaceFirst("/$", "");

        WorkflowRun run =
                jenkins.buildAndAssertStatus(Result.FAILURE, createBranch(parameters.replace("ELSEWHERE", url)));

        assertThat(acme.bitbucket.requests()).isEmpty();
        assertThat(elsewhere.bitbucket.requests()).isEmpty();
        assertThat(JenkinsRule.getLog(run)).doesNotContain("\tat io.jenkins.plugins.bitbucket");
    }

    /** Of an address, only the workspace and the name count. */
    @Test
    void nothingIsSentToTheHostOfACloneUrl() throws Exception {
        jenkins.buildAndAssertStatus(Result.SUCCESS, createBranch("repository: '" + elsewhere.infra.gitUrl() + "'"));

        assertThat(acme.infra.branches()).contains("bump");
        assertThat(elsewhere.bitbucket.requests()).isEmpty();
    }

    private static WorkflowJob createBranch(String parameters) throws Exception {
        return AcmeJenkins.pipeline(
                jenkins, "bitbucketCreateBranch credentialsId: 'bitbucket-prod', branch: 'bump', " + parameters);
    }
}
