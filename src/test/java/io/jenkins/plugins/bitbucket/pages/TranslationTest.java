package io.jenkins.plugins.bitbucket.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.model.InvisibleAction;
import hudson.model.RootAction;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.steps.BitbucketStep;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.net.URL;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** Everything that a page shows can be translated, but for names, and words of Bitbucket, Jenkins and Pipelines. */
class TranslationTest extends JenkinsTest {

    private static final String APP_PASSWORD = "ATBBn0tARealAppPassword0123456789";
    private static final String CREDENTIALS = "descriptorByName/" + BitbucketApiToken.class.getName() + "/";
    private static final String SETTINGS = "descriptorByName/" + BitbucketCloudConfiguration.class.getName() + "/";

    /** What is nobody's to translate: what the tests entered, forms of what is to be entered, names of scopes. */
    private static final Pattern NAMES =
            Pattern.compile("ci@acme\\.example|acme-ci|Acme CI|acme/infra|acme|Opens pull requests"
                    + "|bitbucket-prod|bitbucket-key|old-password|release|Jenkins|bitbucket[A-Z][A-Za-z]+"
                    + "|workspace/slug|yyyy-MM-dd|ssh\\.bitbucket\\.org|UTF-8|generated/\\*\\*|Jane Doe <jane@acme\\.example>"
                    + "|SHA256:\\S+|ecdsa-\\S+ [^⟦]+|(read|write):[a-z]+:bitbucket|https://\\S+");

    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

    private static PseudoLocale locale;

    @BeforeAll
    static void speakAnotherLanguage() throws Exception {
        jenkins.jenkins.setNumExecutors(0);
        locale = new PseudoLocale();
    }

    @AfterAll
    static void speakEnglishAgain() throws Exception {
        locale.close();
    }

    @BeforeEach
    void addCredentials() throws Exception {
        BitbucketApiToken expired = AcmeJenkins.credential(acme.ci.token(Scopes.READ_USER));
        expired.setExpires("2026-01-31");
        AcmeJenkins.add(jenkins.jenkins, expired);
        store(jenkins.jenkins)
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "old-password", null, "acme-ci", APP_PASSWORD));
    }

    private static HtmlPage page(String path) throws Exception {
        return withoutScripts().goTo(path);
    }

    /** As Jenkins' scripts see a page before they change it. */
    private static JenkinsRule.WebClient withoutScripts() {
        return browser().withJavaScriptEnabled(false);
    }

    private static void assertTranslated(DomNode piece) {
        assertThat(piece).isNotNull();
        List<String> shown = ShownTexts.of(piece).toList();
        assertThat(shown).as(piece.asXml()).anyMatch(text -> text.contains("⟦"));
        assertThat(shown).allSatisfy(TranslationTest::assertTextTranslated);
    }

    private static void assertTextTranslated(String text) {
        String left = NAMES.matcher(PseudoLocale.untranslated(text)).replaceAll(" ");
        assertThat(LETTERS.matcher(left).find())
                .as("“%s” is in no Messages.properties, or without a %% in Jelly", text)
                .isFalse();
    }

    private static HtmlPage post(String path, String... parameters) throws Exception {
        JenkinsRule.WebClient browser = withoutScripts();
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
        }
        request.setRequestParameters(pairs);
        return browser.getPage(browser.addCrumb(request));
    }

    @Test
    void theFormOfACredential() throws Exception {
        HtmlPage dialog = page("manage/credentials/store/system/domain/_/credential/bitbucket-prod/updateDialog");

        assertTranslated(dialog.getFormByName("updateCredentials"));
    }

    @ParameterizedTest
    @CsvSource({
        "checkEmail, ''",
        "checkEmail, acme-ci",
        "checkToken, ATCTT3xFfGN0",
        "checkToken, ATBBabcdef123456",
        "checkExpires, 31.1.",
        "checkExpires, 2001-01-01"
    })
    void whatTheFormOfACredentialSaysOfAField(String check, String value) throws Exception {
        assertTranslated(post(CREDENTIALS + check, "value", value).getBody());
    }

    @Test
    void thatATokenExpiresSoon() throws Exception {
        String tomorrow = LocalDate.now().plusDays(1).toString();

        assertTranslated(post(CREDENTIALS + "checkExpires", "value", tomorrow).getBody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"testConnection", "showRepositories"})
    void theReportsOnATokenThatIsGoodOrPoorOrRejected(String test) throws Exception {
        for (String token : List.of(
                acme.ci.tokenWithAllScopes(), acme.ci.token(Scopes.READ_USER), acme.ci.expiredToken(), APP_PASSWORD)) {
            assertTranslated(post(CREDENTIALS + test, "email", Acme.EMAIL, "token", token)
                    .getBody());
        }
    }

    @Test
    void theSettings() throws Exception {
        assertTranslated(page("forms").getElementById("settings"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkApiUrl",
                "checkConnectTimeoutSeconds",
                "checkExpiryWarningDays",
                "checkHostKeyFingerprints",
                "checkRequestTimeoutSeconds",
                "checkRetrySeconds",
                "checkSshHost"
            })
    void whatTheSettingsSayOfAField(String check) throws Exception {
        assertTranslated(post(SETTINGS + check, "value", "1 2").getBody());
        if (check.contains("Seconds") || check.contains("Days")) {
            assertTranslated(post(SETTINGS + check, "value", "-1").getBody());
        }
    }

    @Test
    void theReportsOnAnSshKey() throws Exception {
        AcmeKeys.speakWith(acme.bitbucket.ssh());
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        AcmeKeys.addCredential(SshAcme.privateHalf(SshAcme.newPair()), "");

        assertTranslated(post(SETTINGS + "testSshKey", "testKeyId", "").getBody());
        for (String fingerprints : List.of("", settings.getHostKeyFingerprints())) {
            DomNode report = post(
                            SETTINGS + "testSshKey",
                            "testKeyId",
                            AcmeKeys.ID,
                            "sshHost",
                            settings.getSshHost(),
                            "hostKeyFingerprints",
                            fingerprints)
                    .getBody();
            // The key itself.
            report.querySelectorAll("pre").forEach(DomNode::remove);
            assertTranslated(report);
        }
    }

    @Test
    void bitbucketCredentials() throws Exception {
        HtmlPage tested = post("manage/bitbucketCredentials/testAll");

        assertTranslated(tested.querySelector("#main-panel"));
        assertTranslated(page(tested.<DomNode>querySelector("#old .jenkins-button")
                        .getAttributes()
                        .getNamedItem("href")
                        .getNodeValue()
                        .replaceFirst(".*/(?=manage/)", ""))
                .querySelector("#main-panel"));
    }

    @Test
    void manageJenkins() throws Exception {
        HtmlPage manage = page("manage");
        List<DomNode> warnings = manage.querySelectorAll(".jenkins-alert").stream()
                .filter(alert -> alert.getTextContent().contains("acme"))
                .toList();

        assertThat(warnings).hasSize(2).allSatisfy(TranslationTest::assertTranslated);
        assertThat(manage.querySelectorAll("a[href*=bitbucketCredentials]"))
                .isNotEmpty()
                .allSatisfy(TranslationTest::assertTranslated);
    }

    @Test
    void theFormsOfAllSteps() throws Exception {
        HtmlPage forms = page("forms");

        assertThat(new Forms().getDescriptors())
                .isNotEmpty()
                .allSatisfy(step -> assertTranslated(forms.getElementById(step.getFunctionName())));
    }

    /** The snippet generator shows them by their names and what they are. */
    @Test
    void theStepsAndTheirCredentials() throws Exception {
        for (BitbucketStep.Descriptor step : new Forms().getDescriptors()) {
            assertTextTranslated(step.getDisplayName());
            String path = "descriptorByName/" + step.clazz.getName() + "/fillCredentialsIdItems";
            try (JenkinsRule.WebClient browser = withoutScripts()) {
                WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
                String items = browser.getPage(browser.addCrumb(request))
                        .getWebResponse()
                        .getContentAsString();
                JSONObject.fromObject(items)
                        .getJSONArray("values")
                        .forEach(item -> assertTextTranslated(((JSONObject) item).getString("name")));
            }
        }
    }

    /** The forms of all steps on one page, as the snippet generator's is built by scripts, and of the settings. */
    @TestExtension
    public static final class Forms extends InvisibleAction implements RootAction {

        public BitbucketCloudConfiguration getSettings() {
            return BitbucketCloudConfiguration.get();
        }

        public List<BitbucketStep.Descriptor> getDescriptors() {
            return List.copyOf(ExtensionList.lookup(BitbucketStep.Descriptor.class));
        }

        @Override
        public String getUrlName() {
            return "forms";
        }
    }

    @Test
    void whatABuildMade() throws Exception {
        BitbucketApiToken working = AcmeJenkins.credential("working", acme.ci.tokenWithAllScopes());
        AcmeJenkins.add(jenkins.jenkins, working);
        WorkflowRun run = succeed("bitbucketCreateBranch credentialsId: 'working', repository: 'acme/infra',"
                + " branch: 'release', from: 'main'");

        assertTranslated(page(run.getUrl()).querySelector(".bitbucket-summary"));
    }

    /** Or this test would find nothing. */
    @Test
    void findsATextThatIsNotTranslated() throws Exception {
        HtmlPage page =
                withoutScripts().loadHtmlCodeIntoCurrentWindow("<p>⟦Translated⟧ acme <b title='⟦So⟧ not'>⟦x⟧</b></p>");

        assertThat(ShownTexts.of(page.getBody())).containsExactly("⟦Translated⟧ acme", "⟦So⟧ not", "⟦x⟧");
        assertThat(PseudoLocale.untranslated("⟦Outer ⟦inner⟧⟧ not").strip()).isEqualTo("not");
    }
}
