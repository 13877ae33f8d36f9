package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.ModelObject;
import hudson.model.User;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestConnectionTest extends JenkinsTest {

    private static final String HOSTILE =
            "<img src=x onerror=alert(1)><script>alert(1)</script>\u001b[31m\r\n\u202egnp\u0007&amp;";
    private static final String AS_TEXT = "<img src=x onerror=alert(1)><script>alert(1)</script> [31m gnp &amp;";

    private static SecuredJenkins secured;

    @BeforeAll
    static void addPeople() throws Exception {
        secured = new SecuredJenkins(jenkins);
    }

    /** Saves a credential with this token, opens its form, and clicks the button. */
    private HtmlElement shownFor(String email, String token) throws Exception {
        String id = save(jenkins.jenkins, email, token);
        CredentialPages pages =
                CredentialPages.of(secured.browserOf(SecuredJenkins.ADMINISTRATOR), CredentialPages.SYSTEM);
        return pages.testConnection(pages.update(id));
    }

    private HtmlElement shownFor(String token) throws Exception {
        return shownFor(Acme.EMAIL, token);
    }

    private static String save(ModelObject place, String email, String token) throws Exception {
        String id = UUID.randomUUID().toString();
        AcmeJenkins.add(
                place, new BitbucketApiToken(CredentialsScope.GLOBAL, id, null, email, Secret.fromString(token)));
        return id;
    }

    private static String[] without(String... scopes) {
        List<String> left = new ArrayList<>(Scopes.ALL);
        left.removeAll(List.of(scopes));
        return left.toArray(String[]::new);
    }

    /** What is shown for each scope. */
    private static List<String> rows(HtmlElement shown) {
        return shown.querySelectorAll("li").stream()
                .map(row -> row.getTextContent().strip())
                .toList();
    }

    /** What a screen reader reads. */
    private static String role(HtmlElement shown) {
        HtmlElement report = shown.querySelector(".bitbucket-report");
        return report.getAttribute("role");
    }

    private static HtmlElement message(HtmlElement shown, String kind) {
        HtmlElement message = shown.querySelector("div." + kind);
        assertThat(message).as(shown.asXml()).isNotNull();
        return message;
    }

    @Test
    void showsThatTheAccountBelongsToNoWorkspace() throws Exception {
        String token =
                acme.bitbucket.account("ci@alone.example", "alone", "Alone").tokenWithAllScopes();

        assertThat(message(shownFor("ci@alone.example", token), "ok").asNormalizedText())
                .contains("The token belongs to Alone.", "The account belongs to no workspace.")
                .doesNotContain("Workspaces:");
    }

    @Test
    void showsTheOwnerOfAGoodTokenAndThatItHasEveryScope() throws Exception {
        HtmlElement shown = shownFor(acme.ci.tokenWithAllScopes());

        assertThat(message(shown, "ok").asNormalizedText())
                .contains(
                        "The token has every scope that is needed.",
                        "The token belongs to Acme CI.",
                        "Workspaces: acme");
        assertThat(rows(shown))
                .hasSize(Scopes.ALL.size())
                .allMatch(row -> row.startsWith("Granted:"))
                .anyMatch(row -> row.contains("read:repository:bitbucket") && row.contains("read repositories"));
        // What is fine is collapsed into one line.
        assertThat(shown.querySelectorAll("details li")).hasSize(Scopes.ALL.size());
        assertThat(shown.querySelectorAll("details[open]")).isEmpty();
        assertThat(shown.querySelector(".bitbucket-report")
                        .getAttributes()
                        .getNamedItem("role")
                        .getNodeValue())
                .isEqualTo("status");
        assertThat(shown.getTextContent()).contains(Scopes.ALL);
    }

    @Test
    void stopsIfBitbucketTakesTooLongForAPage() throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> Fault.hold(answer));
        System.setProperty(PageWait.class.getName() + ".seconds", "1");
        try {
            assertThat(message(shownFor(acme.ci.tokenWithAllScopes()), "error").asNormalizedText())
                    .contains("Bitbucket did not answer within 1 seconds. The test was stopped.");
        } finally {
            System.clearProperty(PageWait.class.getName() + ".seconds");
            answer.complete(null);
        }
    }

    @Test
    void warnsAboutAReadOnlyTokenAndNamesTheStepsThatWillNotWork() throws Exception {
        HtmlElement shown = shownFor(acme.ci.token(without(Scopes.WRITE_REPOSITORY, Scopes.WRITE_PULL_REQUEST)));

        assertThat(message(shown, "warning").asNormalizedText())
                .contains("The token works, but 2 scopes are missing.", "create a new one")
                .containsPattern("these steps will not work: .*\\bbitbucketCreateBranch\\b")
                .containsPattern("these steps will not work: .*\\bbitbucketOpenPullRequest\\b")
                .doesNotContain("bitbucketTestConnection");
        assertThat(rows(shown)).filteredOn(row -> row.startsWith("Missing:")).hasSize(2);
        assertThat(shown.querySelectorAll("details li")).hasSize(Scopes.ALL.size() - 2);
        assertThat(role(shown)).isEqualTo("alert");
    }

    @Test
    void namesTheMissingRequiredScope() throws Exception {
        HtmlElement shown = shownFor(acme.ci.token(without(Scopes.READ_USER)));

        assertThat(message(shown, "error").asNormalizedText())
                .contains(
                        "The token works, but a scope is missing.",
                        "create a new one",
                        "The token's owner can't be identified without read:user:bitbucket.")
                .doesNotContain("these steps will not work");
        assertThat(rows(shown))
                .filteredOn(row -> row.startsWith("Missing:"))
                .singleElement()
                .asString()
                .contains("read:user:bitbucket");
    }

    @Test
    void reportsAnExpiredToken() throws Exception {
        HtmlElement shown = shownFor(acme.ci.expiredToken(without()));

        assertThat(message(shown, "error").asNormalizedText())
                .startsWith("Bitbucket rejected the token (401).")
                .contains("expired or revoked");
        assertThat(rows(shown)).isEmpty();
    }

    @Test
    void recognizesAnAccessToken() throws Exception {
        assertThat(message(shownFor("ATCTT3xFfGN0-of-the-workspace"), "error").asNormalizedText())
                .contains("access token of a repository, project or workspace", "Create an API token of an account");
    }

    @Test
    void reportsThatBitbucketIsDown() throws Exception {
        acme.bitbucket.misbehave(request -> Fault.status(503));

        assertThat(message(shownFor(acme.ci.tokenWithAllScopes()), "error").asNormalizedText())
                .contains("Bitbucket failed (503)", "Try again later");
    }

    @Test
    void testsUnsavedValues() throws Exception {
        String id = save(jenkins.jenkins, Acme.EMAIL, acme.ci.expiredToken(without()));
        Account eve = acme.bitbucket.account("eve@acme.example", "eve", "Eve");
        CredentialPages pages =
                CredentialPages.of(secured.browserOf(SecuredJenkins.ADMINISTRATOR), CredentialPages.SYSTEM);
        HtmlForm form = pages.update(id);
        pages.type(form, "email", "eve@acme.example");
        pages.type(form, "token", eve.tokenWithAllScopes());

        assertThat(message(pages.testConnection(form), "ok").asNormalizedText()).contains("The token belongs to Eve.");
    }

    /** As Jenkins fills the field for users who can update credentials in a folder, but not configure it. */
    @Test
    void asksForATokenThatTheFormDoesNotContain() throws Exception {
        assertThat(message(shownFor("********"), "error").asNormalizedText()).contains("Enter the token to test it.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void showsNamesFromBitbucketAsOneLineOfTextOnly() throws Exception {
        Account mallory = acme.bitbucket.account("mallory@acme.example", "mallory", HOSTILE);
        acme.bitbucket.workspace(HOSTILE, "Mallory's").member(mallory);

        HtmlElement shown = shownFor("mallory@acme.example", mallory.tokenWithAllScopes());

        assertThat(shown.asNormalizedText())
                .contains("The token belongs to " + AS_TEXT + ".", "Workspaces: " + AS_TEXT);
        assertThat(shown.querySelectorAll("img, script")).isEmpty();
    }

    @Test
    void showsAnErrorOfBitbucketAsOneLineOfTextOnly() throws Exception {
        String error =
                new ObjectMapper().writeValueAsString(Map.of("type", "error", "error", Map.of("message", HOSTILE)));
        acme.bitbucket.misbehave(request -> Fault.answer(403, "application/json", error));

        HtmlElement shown = shownFor(acme.ci.tokenWithAllScopes());

        assertThat(message(shown, "error").asNormalizedText()).contains("Bitbucket says “" + AS_TEXT + "” (403)");
        assertThat(shown.querySelectorAll("img, script")).isEmpty();
    }

    @Test
    void worksForFolderAdministratorsOnlyInTheirFolder() throws Exception {
        Folder team = jenkins.jenkins.getItemByFullName("team", Folder.class);
        String id = save(team, Acme.EMAIL, acme.ci.tokenWithAllScopes());
        CredentialPages pages =
                CredentialPages.of(secured.browserOf(SecuredJenkins.LEAD), CredentialPages.inFolder("team"));

        assertThat(message(pages.testConnection(pages.update(id)), "ok").asNormalizedText())
                .contains("The token belongs to Acme CI.");

        acme.bitbucket.forgetRequests();
        assertThat(post(SecuredJenkins.LEAD, "").getStatusCode()).isEqualTo(403);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SecuredJenkins.TEAM})
    void isRefusedToUsersWhoCanOnlyConfigureJobs(String place) throws Exception {
        assertThat(post(SecuredJenkins.DEVELOPER, place).getStatusCode()).isEqualTo(403);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    /** All users can have their own credentials in their user settings. */
    @Test
    void worksForUsersOnlyWithTheirOwnCredentials() throws Exception {
        assertThat(post(SecuredJenkins.DEVELOPER, "user/developer/").getContentAsString())
                .contains("The token belongs to Acme CI.");

        acme.bitbucket.forgetRequests();
        User.getById(SecuredJenkins.LEAD, true);
        assertThat(post(SecuredJenkins.DEVELOPER, "user/lead/").getStatusCode()).isEqualTo(403);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isNotStartedByALink() throws Exception {
        WebResponse answer =
                secured.ask(HttpMethod.GET, SecuredJenkins.ADMINISTRATOR, "", "testConnection", parameters());

        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    /** Otherwise, a stored token could be sent anywhere. */
    @Test
    void sendsTheTokenOnlyToTheConfiguredAddress() throws Exception {
        WebResponse answer = post(SecuredJenkins.ADMINISTRATOR, "");

        assertThat(answer.getContentAsString()).contains("The token belongs to Acme CI.");
        assertThat(acme.bitbucket.requests()).hasSize(2);
    }

    private WebResponse post(String user, String place) throws Exception {
        return secured.ask(HttpMethod.POST, user, place, "testConnection", parameters());
    }

    private Map<String, String> parameters() {
        return Map.of(
                "email", Acme.EMAIL,
                "token", acme.ci.tokenWithAllScopes(),
                "apiUrl", "http://127.0.0.1:1",
                "host", "127.0.0.1:1",
                "url", "http://127.0.0.1:1");
    }
}
