package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What Manage Jenkins says about tokens that expire soon. */
class TokensToReplaceMonitorTest extends JenkinsTest {

    private static final String ADMINISTRATOR = "administrator";
    /** Can see the configuration of Jenkins and its credentials, but not those of folders. */
    private static final String AUDITOR = "auditor";
    /** Like the auditor, but sees no credentials. */
    private static final String GUARD = "guard";

    private static final String DEVELOPER = "developer";
    private static final String TOKEN = "ATATT3xFfGF0-the-token-of-ci";

    private static final Map<String, JenkinsRule.WebClient> BROWSERS = new HashMap<>();

    private static Folder team;

    @BeforeAll
    static void prepare() throws Exception {
        team = jenkins.createProject(Folder.class, "team");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR)
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to(AUDITOR, GUARD, DEVELOPER)
                .grant(Jenkins.SYSTEM_READ)
                .everywhere()
                .to(AUDITOR, GUARD)
                .grant(CredentialsProvider.VIEW)
                .onRoot()
                .to(AUDITOR));
    }

    @BeforeEach
    void forget() throws Exception {
        BitbucketCloudConfiguration.get().setExpiryWarningDays(14);
        team.getProperties().clear();
    }

    private static LocalDate in(int days) {
        return LocalDate.now().plusDays(days);
    }

    private static BitbucketApiToken token(String id, LocalDate expires) {
        BitbucketApiToken token =
                new BitbucketApiToken(CredentialsScope.GLOBAL, id, id, Acme.EMAIL, Secret.fromString(TOKEN));
        token.setExpires(expires.toString());
        return token;
    }

    private static void add(ModelObject place, BitbucketApiToken token) throws IOException {
        AcmeJenkins.add(place, token);
    }

    private static CredentialsStore system() {
        return CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
    }

    /** For this user, or for nobody if null. */
    private static JenkinsRule.WebClient browserOf(String user) throws Exception {
        if (!BROWSERS.containsKey(user)) {
            JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            browser.withThrowExceptionOnFailingStatusCode(false);
            BROWSERS.put(user, user == null ? browser : browser.login(user));
        }
        return BROWSERS.get(user);
    }

    private static HtmlPage manageJenkins(String user) throws Exception {
        return browserOf(user).goTo("manage");
    }

    /** What the page says about each token. */
    private static List<String> shownTo(String user) throws Exception {
        return manageJenkins(user).querySelectorAll(".jenkins-alert li").stream()
                .map(item -> item.asNormalizedText().strip())
                .filter(text -> text.contains("oken"))
                .toList();
    }

    @Test
    void listsTokensThatExpireSoonOrHaveExpired() throws Exception {
        add(jenkins.jenkins, token("soon", in(3)));
        add(jenkins.jenkins, token("tomorrow", in(1)));
        add(jenkins.jenkins, token("today", in(0)));
        add(jenkins.jenkins, token("past", in(-1)));
        add(jenkins.jenkins, token("far", in(300)));
        add(jenkins.jenkins, AcmeJenkins.credential(TOKEN));

        assertThat(shownTo(ADMINISTRATOR))
                .containsExactly(
                        "ci@acme.example (soon) (Jenkins): The token expires on " + in(3) + ", in 3 days.",
                        "ci@acme.example (tomorrow) (Jenkins): The token expires on " + in(1) + ", tomorrow.",
                        "ci@acme.example (today) (Jenkins): The token expires on " + in(0) + ", today.",
                        "ci@acme.example (past) (Jenkins): The token expired on " + in(-1) + ".");
    }

    @Test
    void isSilentWithoutSuchTokens() throws Exception {
        add(jenkins.jenkins, token("far", in(300)));

        assertThat(shownTo(ADMINISTRATOR)).isEmpty();
        assertThat(manageJenkins(ADMINISTRATOR).asNormalizedText()).doesNotContain("Bitbucket API tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "14, 14, true",
        "14, 15, false",
        "30, 30, true",
        "1, 2, false",
        "0, 1, false",
        "0, 0, true",
        "0, -1, true",
        "365, 365, true"
    })
    void respectsTheWarningPeriod(int set, int left, boolean warns) throws Exception {
        BitbucketCloudConfiguration.get().setExpiryWarningDays(set);
        add(jenkins.jenkins, token("token", in(left)));

        assertThat(shownTo(ADMINISTRATOR)).hasSize(warns ? 1 : 0);
    }

    @Test
    void linksThePagesOfTheCredentialsAndTheOneForNewTokens() throws Exception {
        Domain domain = new Domain("code & more", null, List.of());
        system().addDomain(domain, token("in a domain", in(3)));
        Folder product = team.createProject(Folder.class, "product");
        add(product, token("of-the-product", in(3)));

        HtmlPage page = manageJenkins(ADMINISTRATOR);

        for (String id : List.of("in a domain", "of-the-product")) {
            HtmlPage credential =
                    page.getAnchorByText("ci@acme.example (" + id + ")").click();
            assertThat(credential.getTitleText()).contains("ci@acme.example");
            assertThat(credential.querySelectorAll("button[data-type=credentials-update]"))
                    .hasSize(1);
        }
        HtmlAnchor atlassian = page.getAnchorByHref("https://id.atlassian.com/manage-profile/security/api-tokens");
        assertThat(atlassian.getRelAttribute()).isEqualTo("noopener noreferrer");
        assertThat(shownTo(ADMINISTRATOR)).anyMatch(text -> text.contains("(team » product): The token expires on"));
        product.delete();
        system().removeDomain(domain);
    }

    @Test
    void showsOnlyCredentialsThatTheViewerCanSee() throws Exception {
        add(jenkins.jenkins, token("of-jenkins", in(3)));
        add(team, token("of-the-team", in(3)));

        assertThat(shownTo(ADMINISTRATOR)).hasSize(2);
        assertThat(shownTo(AUDITOR)).singleElement().asString().contains("(of-jenkins)");
        assertThat(shownTo(GUARD)).isEmpty();
        assertThat(manageJenkins(GUARD).asNormalizedText()).doesNotContain("Bitbucket API tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"manage", "administrativeMonitor/io.jenkins.plugins.bitbucket.credentials.TokensToReplaceMonitor"
            })
    void isHiddenFromUsersWhoCannotManageJenkins(String path) throws Exception {
        add(jenkins.jenkins, token("of-jenkins", in(3)));

        Page toDeveloper = browserOf(DEVELOPER).goTo(path, "text/html");
        Page toAnonymous = browserOf(null).goTo(path, "text/html");

        assertThat(toDeveloper.getWebResponse().getStatusCode()).isEqualTo(403);
        assertThat(toDeveloper.getWebResponse().getContentAsString()).doesNotContain("of-jenkins");
        assertThat(toAnonymous.getUrl().getPath()).endsWith("/login");
        assertThat(toAnonymous.getWebResponse().getContentAsString()).doesNotContain("of-jenkins");
    }

    @Test
    void escapesUserInput() throws Exception {
        String markup = "<img id='injected' src=x onerror=alert(1)>";
        BitbucketApiToken token =
                new BitbucketApiToken(CredentialsScope.GLOBAL, "escaped", markup, Acme.EMAIL, Secret.fromString(TOKEN));
        token.setLabels("<b>infra</b>");
        token.setExpires(in(3).toString());
        add(team, token);
        team.setDisplayName(markup);

        HtmlPage page = manageJenkins(ADMINISTRATOR);

        assertThat(page.getElementById("injected")).isNull();
        assertThat(shownTo(ADMINISTRATOR))
                .singleElement()
                .asString()
                .startsWith("ci@acme.example [<b>infra</b>] (" + markup + ") (" + markup + "): The token expires on ");
        team.setDisplayName(null);
    }

    @Test
    void showsNoSecret() throws Exception {
        BitbucketApiToken token = token("soon", in(3));
        add(jenkins.jenkins, token);

        assertThat(shownTo(ADMINISTRATOR)).hasSize(1);
        assertThat(manageJenkins(ADMINISTRATOR).asXml())
                .doesNotContain(TOKEN, token.getToken().getEncryptedValue());
    }

    @Test
    void disappearsWhenTheTokenIsReplaced() throws Exception {
        add(jenkins.jenkins, token("replaced", in(-1)));
        assertThat(shownTo(ADMINISTRATOR)).hasSize(1);

        SystemCredentialsProvider.getInstance().getCredentials().clear();
        add(jenkins.jenkins, token("replaced", in(365)));

        assertThat(shownTo(ADMINISTRATOR)).isEmpty();
    }

    /** As in a file edited by hand. */
    @Test
    void ignoresAnInvalidDate() throws Exception {
        BitbucketApiToken broken = (BitbucketApiToken) Jenkins.XSTREAM2.fromXML(
                Jenkins.XSTREAM2.toXML(token("broken", in(3))).replace(in(3).toString(), "next spring"));
        add(jenkins.jenkins, broken);
        add(jenkins.jenkins, token("soon", in(3)));

        assertThat(broken.expiryDate()).isEmpty();
        assertThat(shownTo(ADMINISTRATOR)).singleElement().asString().contains("(soon)");
    }

    /** As XML that was sent to Jenkins. */
    @ParameterizedTest
    @CsvSource({
        "'', (broken) (Jenkins): It has no email of an Atlassian account.",
        "<email>acme-ci</email>, is a user name",
    })
    void listsACredentialWithoutAnEmail(String email, String why) throws Exception {
        add(jenkins.jenkins, (BitbucketApiToken) Jenkins.XSTREAM2.fromXML(
                Jenkins.XSTREAM2.toXML(token("broken", in(300))).replaceFirst("<email>.*</email>", email)));
        add(jenkins.jenkins, token("soon", in(3)));

        assertThat(shownTo(ADMINISTRATOR))
                .hasSize(2)
                .anyMatch(text -> text.contains(why))
                .anyMatch(text -> text.contains("(soon)"));
    }
}
