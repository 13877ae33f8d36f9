package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.time.LocalDate;
import java.util.Map;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormChecksTest extends JenkinsTest {

    private static final String NO_MESSAGE = "<div/>";

    private static SecuredJenkins secured;

    @BeforeAll
    static void addPeople() throws Exception {
        secured = new SecuredJenkins(jenkins);
    }

    private static String check(String field, String value) throws Exception {
        WebResponse answer =
                secured.ask(HttpMethod.POST, SecuredJenkins.ADMINISTRATOR, "", "check" + field, Map.of("value", value));
        assertThat(answer.getStatusCode()).isEqualTo(200);
        return answer.getContentAsString();
    }

    @Test
    void showsAnErrorBelowAField() throws Exception {
        CredentialPages pages =
                CredentialPages.of(secured.browserOf(SecuredJenkins.ADMINISTRATOR), CredentialPages.SYSTEM);
        HtmlForm form = pages.add();

        pages.type(form, "email", "acme-ci");
        assertThat(pages.messageBelow(form, "email")).startsWith("“acme-ci” is a user name, not an email");

        pages.type(form, "email", "ci@acme.example");
        assertThat(pages.messageBelow(form, "email")).isEmpty();
    }

    @Test
    void namesTheFieldsToScreenReadersAndMarksThoseThatAreRequired() throws Exception {
        HtmlForm form = CredentialPages.of(secured.browserOf(SecuredJenkins.ADMINISTRATOR), CredentialPages.SYSTEM)
                .add();

        assertThat(form.getInputByName("_.email").getAttribute("aria-label")).isEqualTo("Email");
        assertThat(form.querySelectorAll(".bitbucket-required"))
                .extracting(label -> label.getFirstChild().getTextContent().strip())
                .containsExactly("Email", "API token");
        assertThat(form.querySelectorAll("[aria-required=true]")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', The email is missing",
        "acme-ci, is a user name",
        "ci@acme@example, is not an email address",
        "<b>acme-ci</b>, “&lt;b&gt;acme-ci&lt;/b&gt;” is a user name"
    })
    void explainsAnInvalidEmail(String email, String message) throws Exception {
        assertThat(check("Email", email)).startsWith("<div class=\"error\">").contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "ATATT3x with a space, contains a space",
        "ATCTT3xFfGN0, access token of a repository",
        "ATBBabcdef123456, This is an app password"
    })
    void explainsAnInvalidTokenWithoutShowingIt(String token, String message) throws Exception {
        assertThat(check("Token", token))
                .startsWith("<div class=\"error\">")
                .contains(message)
                .doesNotContain(token);
    }

    @ParameterizedTest
    @CsvSource({"-1, error, This day is in the past", "1, warning, soon", "13, warning, soon"})
    void warnsBeforeATokenExpires(int days, String kind, String message) throws Exception {
        assertThat(check("Expires", LocalDate.now().plusDays(days).toString()))
                .startsWith("<div class=\"" + kind + "\">")
                .contains(message, "https://id.atlassian.com/manage-profile/security/api-tokens");
    }

    @Test
    void respectsTheWarningPeriod() throws Exception {
        String inThreeWeeks = LocalDate.now().plusDays(21).toString();
        assertThat(check("Expires", inThreeWeeks)).isEqualTo(NO_MESSAGE);

        BitbucketCloudConfiguration.get().setExpiryWarningDays(21);

        assertThat(check("Expires", inThreeWeeks)).startsWith("<div class=\"warning\">");
        BitbucketCloudConfiguration.get().setExpiryWarningDays(BitbucketCloudConfiguration.DEFAULT_EXPIRY_WARNING_DAYS);
    }

    @Test
    void explainsTheFormatOfADate() throws Exception {
        assertThat(check("Expires", "31.03.2027"))
                .startsWith("<div class=\"error\">")
                .contains("is not a date of the form yyyy-MM-dd");
    }

    @Test
    void acceptsValidValues() throws Exception {
        assertThat(check("Email", "ci@acme.example")).isEqualTo(NO_MESSAGE);
        assertThat(check("Token", "")).isEqualTo(NO_MESSAGE);
        assertThat(check("Token", Canary.START + "-some-token")).isEqualTo(NO_MESSAGE);
        assertThat(check("Token", "a-token-of-tomorrows-form")).isEqualTo(NO_MESSAGE);
        assertThat(check("Expires", "")).isEqualTo(NO_MESSAGE);
        assertThat(check("Expires", LocalDate.now().plusDays(16).toString())).isEqualTo(NO_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkEmail", "checkToken", "checkExpires"})
    void requireThePermissionToCreateOrUpdateCredentials(String check) throws Exception {
        assertThat(status(HttpMethod.POST, SecuredJenkins.DEVELOPER, "", check)).isEqualTo(403);
        assertThat(status(HttpMethod.POST, SecuredJenkins.DEVELOPER, SecuredJenkins.TEAM, check))
                .isEqualTo(403);
        assertThat(status(HttpMethod.POST, SecuredJenkins.LEAD, "", check)).isEqualTo(403);
        assertThat(status(HttpMethod.POST, SecuredJenkins.LEAD, SecuredJenkins.TEAM, check))
                .isEqualTo(200);
        assertThat(status(HttpMethod.GET, SecuredJenkins.ADMINISTRATOR, "", check))
                .isEqualTo(404);
    }

    private static int status(HttpMethod method, String user, String place, String check) throws Exception {
        return secured.ask(method, user, place, check, Map.of("value", "x")).getStatusCode();
    }
}
