package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import org.htmlunit.html.HtmlElement;
import org.junit.jupiter.api.Test;

/** The button next to Test Connection. */
class ShowRepositoriesTest extends JenkinsTest {

    /** Saves a credential with this token, opens its form, and clicks the button. */
    private static HtmlElement shownFor(String token) throws Exception {
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(token));
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        return pages.showRepositories(pages.update(AcmeJenkins.ID));
    }

    @Test
    void showsWhatTheTokenInTheFormCanSee() throws Exception {
        acme.workspace.repository("website");
        acme.bitbucket.workspace("labs", "Labs").member(acme.ci);
        acme.bitbucket.workspace("strangers", "Others").repository("secret");

        HtmlElement shown = shownFor(acme.ci.tokenWithAllScopes());

        HtmlElement list = shown.querySelector("div.ok");
        assertThat(list.asNormalizedText())
                .contains("acme, 2 repositories:", "labs, no repository that the token can see")
                .doesNotContain("secret");
        assertThat(list.querySelectorAll("code"))
                .extracting(code -> code.getTextContent())
                .containsExactly("acme/infra", "acme/website");
        // It has the style of Test Connection, and screen readers read it out.
        assertThat(list.<HtmlElement>querySelector(".bitbucket-report").getAttribute("role"))
                .isEqualTo("status");
    }

    @Test
    void namesTheMissingScope() throws Exception {
        HtmlElement shown = shownFor(acme.ci.token(Scopes.READ_WORKSPACE));

        assertThat(shown.querySelector("div.error").getTextContent())
                .contains("Can't list the repositories of the workspace acme")
                .contains("its token lacks the scope read:repository:bitbucket");
    }

    @Test
    void reportsThatTheAccountBelongsToNoWorkspace() throws Exception {
        String lonely =
                acme.bitbucket.account("ci@lonely.example", "lonely", "Lonely").tokenWithAllScopes();
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(
                        CredentialsScope.GLOBAL, "lonely", "", "ci@lonely.example", Secret.fromString(lonely)));
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);

        assertThat(pages.showRepositories(pages.update("lonely"))
                        .querySelector("div.warning")
                        .getTextContent())
                .contains("The account belongs to no workspace.");
    }

    @Test
    void reportsAnEmptyToken() throws Exception {
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);

        assertThat(pages.showRepositories(pages.add())
                        .querySelector("div.error")
                        .getTextContent())
                .isNotBlank();
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
