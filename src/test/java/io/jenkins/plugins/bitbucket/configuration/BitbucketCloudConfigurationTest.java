package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor.FormException;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.Stapler;

class BitbucketCloudConfigurationTest extends JenkinsTest {

    private static final String DEFAULT_API_URL = "https://api.bitbucket.org/2.0";

    private static final Map<String, JenkinsRule.WebClient> BROWSERS = new HashMap<>();

    @BeforeAll
    static void prepare() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator")
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader"));
    }

    @BeforeEach
    void startFromDefaults() throws Exception {
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(Canary.START));
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "other", null, "ci", "password"));
        set(BitbucketCloudConfiguration.get(), "", "", 10, 30);
    }

    private static void set(
            BitbucketCloudConfiguration settings, String apiUrl, String credentialsId, int connect, int request) {
        settings.setApiUrl(apiUrl);
        settings.setDefaultCredentialsId(credentialsId);
        settings.setConnectTimeoutSeconds(connect);
        settings.setRequestTimeoutSeconds(request);
    }

    private static void assertSettings(
            BitbucketCloudConfiguration settings, String apiUrl, String credentialsId, int connect, int request) {
        assertThat(settings.getApiUrl()).isEqualTo(apiUrl);
        assertThat(settings.getDefaultCredentialsId()).isEqualTo(credentialsId);
        assertThat(settings.getConnectTimeoutSeconds()).isEqualTo(connect);
        assertThat(settings.getRequestTimeoutSeconds()).isEqualTo(request);
    }

    private static JenkinsRule.WebClient browserOf(String user) throws Exception {
        if (!BROWSERS.containsKey(user)) {
            JenkinsRule.WebClient browser = browser().login(user);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            BROWSERS.put(user, browser.withThrowExceptionOnFailingStatusCode(false));
        }
        return BROWSERS.get(user);
    }

    private static HtmlForm systemPage() throws Exception {
        return browserOf("administrator").goTo("manage/configure").getFormByName("config");
    }

    private static WebResponse ask(HttpMethod method, String user, String question, String name, String value)
            throws Exception {
        JenkinsRule.WebClient browser = browserOf(user);
        URL url = new URL(
                jenkins.getURL(), "descriptorByName/" + BitbucketCloudConfiguration.class.getName() + "/" + question);
        WebRequest request = new WebRequest(url, method);
        request.setRequestParameters(List.of(new NameValuePair(name, value)));
        return browser.getPage(method == HttpMethod.POST ? browser.addCrumb(request) : request)
                .getWebResponse();
    }

    private static String check(String field, String value) throws Exception {
        return ask(HttpMethod.POST, "administrator", "check" + field, "value", value)
                .getContentAsString();
    }

    @Test
    void keepsUnchangedValuesOnTheSystemPage() throws Exception {
        set(BitbucketCloudConfiguration.get(), "http://localhost:8080/2.0", AcmeJenkins.ID, 5, 60);

        jenkins.submit(systemPage());

        assertSettings(BitbucketCloudConfiguration.get(), "http://localhost:8080/2.0", AcmeJenkins.ID, 5, 60);
    }

    @Test
    void isChangedOnTheSystemPage() throws Exception {
        HtmlForm page = systemPage();
        page.getInputByName("_.apiUrl").setValue("https://bitbucket.acme.example/2.0/");
        page.getInputByName("_.connectTimeoutSeconds").setValue("7");
        page.getInputByName("_.requestTimeoutSeconds").setValue("90");
        page.getSelectByName("_.defaultCredentialsId").setSelectedAttribute(AcmeJenkins.ID, true);

        jenkins.submit(page);

        assertSettings(BitbucketCloudConfiguration.get(), "https://bitbucket.acme.example/2.0", AcmeJenkins.ID, 7, 90);
        assertSettings(new BitbucketCloudConfiguration(), "https://bitbucket.acme.example/2.0", AcmeJenkins.ID, 7, 90);
    }

    @Test
    void isNotSavedWithAnInsecureApiUrl() throws Exception {
        HtmlForm page = systemPage();
        page.getInputByName("_.apiUrl").setValue("http://bitbucket.acme.example/2.0");

        HtmlPage shown = jenkins.submit(page);

        assertThat(shown.asNormalizedText())
                .contains("The API URL must begin with https://, because otherwise a token could be intercepted.")
                .doesNotContain("Oops", "Stack trace");
        assertSettings(BitbucketCloudConfiguration.get(), DEFAULT_API_URL, "", 10, 30);
    }

    @Test
    void offersOnlyBitbucketApiTokensAsDefault() throws Exception {
        HtmlSelect select = systemPage().getSelectByName("_.defaultCredentialsId");

        assertThat(select.getOptions())
                .extracting(HtmlOption::getText)
                .containsExactly("- none -", "ci@acme.example (Opens pull requests)");
    }

    @Test
    void offersCredentialsToAdministratorsOnly() throws Exception {
        assertThat(idsOffered("administrator")).containsExactlyInAnyOrder("", AcmeJenkins.ID, "chosen-before");
        assertThat(idsOffered("reader")).containsExactly("chosen-before");
    }

    private static List<String> idsOffered(String user) throws Exception {
        String json = ask(
                        HttpMethod.POST, user, "fillDefaultCredentialsIdItems", "defaultCredentialsId", "chosen-before")
                .getContentAsString();
        return JSONObject.fromObject(json).getJSONArray("values").stream()
                .map(item -> ((JSONObject) item).getString("value"))
                .toList();
    }

    @Test
    void hasDefaultsIfNothingWasSaved() throws Exception {
        Path file = jenkins.jenkins.getRootDir().toPath().resolve(BitbucketCloudConfiguration.class.getName() + ".xml");
        Files.deleteIfExists(file);

        assertSettings(new BitbucketCloudConfiguration(), DEFAULT_API_URL, "", 10, 30);
        assertThat(new BitbucketCloudConfiguration().defaultCredentials()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://bitbucket.acme.example/2.0, must begin with https://",
        "ftp://bitbucket.acme.example/2.0, must begin with https://",
        "api.bitbucket.org/2.0, is not of the form https://host/path",
        "https://ci:secret@bitbucket.acme.example/2.0, is not of the form https://host/path",
        "not an address, is not of the form https://host/path"
    })
    void rejectsAnInsecureApiUrl(String url, String why) throws Exception {
        assertThat(check("ApiUrl", url)).startsWith("<div class=\"error\">").contains(why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BitbucketCloudConfiguration.get().setApiUrl(url))
                .withMessageContaining(why);
        assertThat(BitbucketCloudConfiguration.get().getApiUrl()).isEqualTo(DEFAULT_API_URL);
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://api.bitbucket.org/2.0",
        "' https://api.bitbucket.org/2.0/ ', https://api.bitbucket.org/2.0",
        "http://localhost:8080/2.0, http://localhost:8080/2.0",
        "http://127.0.0.1:8080/2.0, http://127.0.0.1:8080/2.0"
    })
    void acceptsASecureApiUrl(String entered, String kept) throws Exception {
        assertThat(check("ApiUrl", entered)).isEqualTo("<div/>");

        BitbucketCloudConfiguration.get().setApiUrl(entered);

        assertThat(BitbucketCloudConfiguration.get().getApiUrl()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 601})
    void rejectsATimeoutOutOfRange(int seconds) throws Exception {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();

        assertThat(check("ConnectTimeoutSeconds", Integer.toString(seconds))).startsWith("<div class=\"error\">");
        assertThat(check("RequestTimeoutSeconds", Integer.toString(seconds))).startsWith("<div class=\"error\">");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.setConnectTimeoutSeconds(seconds))
                .withMessage("A timeout must be between 1 and 600 seconds.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.setRequestTimeoutSeconds(seconds))
                .withMessage("A timeout must be between 1 and 600 seconds.");
        assertSettings(settings, DEFAULT_API_URL, "", 10, 30);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 86_401})
    void rejectsAnEndlessRetryTime(int seconds) throws Exception {
        assertThat(check("RetrySeconds", Integer.toString(seconds))).startsWith("<div class=\"error\">");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BitbucketCloudConfiguration.get().setRetrySeconds(seconds))
                .withMessage("The time for retries must be between 0 and 86,400 seconds.");
    }

    @Test
    void retriesForFiveMinutesByDefault() throws Exception {
        Files.deleteIfExists(
                jenkins.jenkins.getRootDir().toPath().resolve(BitbucketCloudConfiguration.class.getName() + ".xml"));
        assertThat(new BitbucketCloudConfiguration().retryTime()).isEqualTo(Duration.ofMinutes(5));

        HtmlForm page = systemPage();
        page.getInputByName("_.retrySeconds").setValue("0");
        jenkins.submit(page);

        assertThat(new BitbucketCloudConfiguration().retryTime()).isEqualTo(Duration.ZERO);
        BitbucketCloudConfiguration.get().setRetrySeconds(BitbucketCloudConfiguration.DEFAULT_RETRY_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 366})
    void rejectsAWarningPeriodLongerThanATokenLives(int days) throws Exception {
        assertThat(check("ExpiryWarningDays", Integer.toString(days))).startsWith("<div class=\"error\">");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BitbucketCloudConfiguration.get().setExpiryWarningDays(days))
                .withMessage("The warning can start 0 to 365 days before a token expires.");
    }

    @Test
    void warnsTwoWeeksBeforeATokenExpiresByDefault() throws Exception {
        Path file = jenkins.jenkins.getRootDir().toPath().resolve(BitbucketCloudConfiguration.class.getName() + ".xml");
        BitbucketCloudConfiguration.get().setExpiryWarningDays(30);
        String ofAnOlderVersion =
                Files.readString(file).replaceFirst("\\s*<expiryWarningDays>30</expiryWarningDays>", "");
        Files.writeString(file, ofAnOlderVersion);
        assertThat(ofAnOlderVersion).contains("<retrySeconds>").doesNotContain("expiryWarningDays");
        assertThat(new BitbucketCloudConfiguration().getExpiryWarningDays()).isEqualTo(14);

        HtmlForm page = systemPage();
        page.getInputByName("_.expiryWarningDays").setValue("0");
        jenkins.submit(page);

        assertThat(new BitbucketCloudConfiguration().getExpiryWarningDays()).isZero();
        BitbucketCloudConfiguration.get().setExpiryWarningDays(BitbucketCloudConfiguration.DEFAULT_EXPIRY_WARNING_DAYS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ApiUrl", "ConnectTimeoutSeconds", "RequestTimeoutSeconds", "RetrySeconds", "ExpiryWarningDays"})
    void checksForAdministratorsOnly(String field) throws Exception {
        assertThat(ask(HttpMethod.POST, "reader", "check" + field, "value", "1").getStatusCode())
                .isEqualTo(403);
        assertThat(ask(HttpMethod.GET, "administrator", "check" + field, "value", "1")
                        .getStatusCode())
                .isEqualTo(404);
    }

    @Test
    void savesNothingIfOneFieldIsInvalidAndNamesTheField() throws Exception {
        HtmlForm page = systemPage();
        page.getInputByName("_.apiUrl").setValue("https://bitbucket.acme.example/2.0");
        page.getInputByName("_.connectTimeoutSeconds").setValue("7");
        page.getInputByName("_.requestTimeoutSeconds").setValue("0");
        page.getSelectByName("_.defaultCredentialsId").setSelectedAttribute(AcmeJenkins.ID, true);

        HtmlPage shown = jenkins.submit(page);

        assertThat(shown.asNormalizedText())
                .contains("Request timeout, in seconds: A timeout must be between 1 and 600 seconds.")
                .doesNotContain("Oops", "Stack trace");
        assertSettings(BitbucketCloudConfiguration.get(), DEFAULT_API_URL, "", 10, 30);
        assertSettings(new BitbucketCloudConfiguration(), DEFAULT_API_URL, "", 10, 30);
    }

    @Test
    void namesTheFieldWithAnInvalidNumber() throws Exception {
        JSONObject form = new JSONObject().element("connectTimeoutSeconds", "7").element("retrySeconds", "soon");

        FormException refusal = browserOf("administrator").executeOnServer(() -> {
            try {
                BitbucketCloudConfiguration.get().configure(Stapler.getCurrentRequest2(), form);
                return null;
            } catch (FormException e) {
                return e;
            }
        });

        assertThat(refusal).hasMessage("Retry for, in seconds: “soon” is not a whole number.");
        assertThat(refusal.getFormField()).isEqualTo("retrySeconds");
        assertSettings(BitbucketCloudConfiguration.get(), DEFAULT_API_URL, "", 10, 30);
    }

    @Test
    void usesTheDefaultForAMissingNumber() throws Exception {
        BitbucketCloudConfiguration.get().setRetrySeconds(0);
        HtmlForm page = systemPage();
        page.getInputByName("_.retrySeconds").setValue("");
        page.getInputByName("_.connectTimeoutSeconds").setValue("");

        jenkins.submit(page);

        assertThat(BitbucketCloudConfiguration.get().getRetrySeconds()).isEqualTo(300);
        assertSettings(BitbucketCloudConfiguration.get(), DEFAULT_API_URL, "", 10, 30);
    }

    @Test
    void keepsItsConnectionsWhenTheSystemPageIsSaved() throws Exception {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        BitbucketCloud rest = settings.bitbucket();
        BitbucketSsh ssh = settings.ssh();

        jenkins.submit(systemPage());
        settings.setRetrySeconds(299);
        settings.setExpiryWarningDays(13);
        settings.setDefaultCredentialsId(AcmeJenkins.ID);

        assertThat(settings.bitbucket()).isSameAs(rest);
        assertThat(settings.ssh()).isSameAs(ssh);
        settings.setRetrySeconds(BitbucketCloudConfiguration.DEFAULT_RETRY_SECONDS);
        settings.setExpiryWarningDays(BitbucketCloudConfiguration.DEFAULT_EXPIRY_WARNING_DAYS);
    }

    @Test
    void keepsTheOrderOfOperationsWhenTheTimeoutsChange() {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        CompletableFuture<String> first = new CompletableFuture<>();
        settings.bitbucket().as(Acme.credential(Canary.START)).oneAtATime("infra", () -> first);

        settings.setRequestTimeoutSeconds(31);
        CompletableFuture<String> second = settings.bitbucket()
                .as(Acme.credential(Canary.START))
                .oneAtATime("infra", () -> CompletableFuture.completedFuture("second"));

        assertThat(second).isNotDone();
        first.complete("first");
        assertThat(second.join()).isEqualTo("second");
    }

    @Test
    void offersOnlyCredentialsThatJobsCanUse() throws Exception {
        BitbucketApiToken ofTheSystem = new BitbucketApiToken(
                CredentialsScope.SYSTEM, "of-the-system", "", Acme.EMAIL, Secret.fromString(Canary.START));
        Domain elsewhere = new Domain("elsewhere", null, List.of(new HostnameSpecification("git.acme.example", null)));
        CredentialsStore store =
                CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
        store.addCredentials(Domain.global(), ofTheSystem);
        store.addDomain(elsewhere, AcmeJenkins.credential("elsewhere", Canary.START));

        assertThat(idsOffered("administrator")).containsExactlyInAnyOrder("", AcmeJenkins.ID, "chosen-before");

        store.removeCredentials(Domain.global(), ofTheSystem);
        store.removeDomain(elsewhere);
    }

    @Test
    void keepsItsLimitsAndQueuesUntilTheAddressChanges() {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        BitbucketCloud before = settings.bitbucket();

        settings.setRequestTimeoutSeconds(31);
        assertThat(settings.bitbucket()).isSameAs(before);

        settings.setApiUrl("https://bitbucket.acme.example/2.0");
        assertThat(settings.bitbucket()).isNotSameAs(before);
    }

    @Test
    void recreatesTheSshConnectionWhenItsSettingsChange() {
        BitbucketCloudConfiguration settings = BitbucketCloudConfiguration.get();
        BitbucketSsh before = settings.ssh();
        assertThat(settings.ssh()).isSameAs(before);

        settings.setSshHost("altssh.bitbucket.org:443");

        assertThat(settings.ssh()).isNotSameAs(before);
        settings.setSshHost("");
    }
}
