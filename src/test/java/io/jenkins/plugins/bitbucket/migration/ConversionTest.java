package io.jenkins.plugins.bitbucket.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor.FormException;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.htmlunit.HttpMethod;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest extends MovingTest {

    private static HtmlForm openForm(String user) throws Exception {
        HtmlPage form = moving.page(user).getAnchorByText("Convert").click();
        return form.getFormByName("convert");
    }

    private static HtmlForm openForm() throws Exception {
        return openForm(MovingJenkins.ADMINISTRATOR);
    }

    private static HtmlPage submit(HtmlForm form, Map<String, String> entered) throws Exception {
        entered.forEach((field, text) -> form.getInputByName(field).setValue(text));
        return jenkins.submit(form);
    }

    private static Credentials only(Domain domain) {
        List<Credentials> all = moving.system().getCredentials(domain);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static void assertNothingReplaced(UsernamePasswordCredentialsImpl old) {
        assertThat(only(Domain.global())).isSameAs(old);
    }

    private static String failure(HtmlPage page) {
        DomNode failure = page.getElementById("failure");
        assertThat(failure).as(page.asNormalizedText()).isNotNull();
        return failure.asNormalizedText();
    }

    @Test
    void convertsAnAppPasswordWithANewTokenAndKeepsTheRest() throws Exception {
        Domain domain = new Domain("code", null, List.of());
        moving.system()
                .addDomain(
                        domain,
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.SYSTEM, "kept", "Clones", "acme-ci", MovingJenkins.APP_PASSWORD));
        String token = acme.ci.tokenWithAllScopes();

        HtmlPage page = submit(
                openForm(), Map.of("email", Acme.EMAIL, "token", token, "labels", "infra", "expires", "2099-03-31"));

        BitbucketApiToken converted = (BitbucketApiToken) only(domain);
        assertThat(converted.getId()).isEqualTo("kept");
        assertThat(converted.getScope()).isEqualTo(CredentialsScope.SYSTEM);
        assertThat(converted.getDescription()).isEqualTo("Clones");
        assertThat(converted.getEmail()).isEqualTo(Acme.EMAIL);
        assertThat(converted.getToken().getPlainText()).isEqualTo(token);
        assertThat(converted.getLabels()).isEqualTo("infra");
        assertThat(converted.getExpires()).isEqualTo("2099-03-31");
        assertThat(MovingJenkins.rows(page, "old")).isEmpty();
        assertThat(MovingJenkins.rows(page, "tokens").get("kept").get(3)).startsWith("Good, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {Acme.EMAIL, "acme-ci", "x-bitbucket-api-token-auth"})
    void convertsASavedTokenWithoutSendingItToTheBrowser(String username) throws Exception {
        String token = acme.ci.tokenWithAllScopes();
        UsernamePasswordCredentialsImpl old = MovingJenkins.old("kept", username, token);
        moving.add(old);

        HtmlForm form = openForm();
        assertThat(form.getInputByName("email").getValue()).isEqualTo(username.contains("@") ? username : "");
        assertThat(((HtmlPage) form.getPage()).getWebResponse().getContentAsString())
                .doesNotContain(token, old.getPassword().getEncryptedValue());
        submit(form, Map.of("email", Acme.EMAIL));

        BitbucketApiToken converted = (BitbucketApiToken) only(Domain.global());
        assertThat(converted.getId()).isEqualTo("kept");
        assertThat(converted.getToken().getPlainText()).isEqualTo(token);
    }

    @Test
    void leavesJobsUnchanged() throws Exception {
        moving.add(MovingJenkins.old(AcmeJenkins.ID, "acme-ci", acme.ci.tokenWithAllScopes()));
        WorkflowJob job = AcmeJenkins.pipeline(
                jenkins,
                "node { git url: '" + acme.infra.gitUrl() + "', credentialsId: 'bitbucket-prod', branch: 'main' }");
        jenkins.buildAndAssertSuccess(job);

        submit(openForm(), Map.of("email", Acme.EMAIL));

        assertThat(only(Domain.global())).isInstanceOf(BitbucketApiToken.class);
        jenkins.buildAndAssertSuccess(job);
    }

    @Test
    void convertsATokenWithLimitedScopes() throws Exception {
        moving.add(MovingJenkins.old("kept", "acme-ci", MovingJenkins.APP_PASSWORD));
        String limited =
                acme.ci.token(Scopes.READ_PROJECT, Scopes.READ_REPOSITORY, Scopes.READ_USER, Scopes.READ_WORKSPACE);

        HtmlPage page = submit(openForm(), Map.of("email", Acme.EMAIL, "token", limited));

        assertThat(only(Domain.global())).isInstanceOf(BitbucketApiToken.class);
        List<String> row = MovingJenkins.rows(page, "tokens").get("kept");
        assertThat(row.get(3)).startsWith("Limited, ");
        assertThat(row.get(5)).contains("but not for branches and pull requests");
    }

    @Test
    void replacesNothingIfTheTokenIsRejected() throws Exception {
        String token = acme.ci.expiredToken(Scopes.READ_USER);
        UsernamePasswordCredentialsImpl old = MovingJenkins.old("kept", Acme.EMAIL, token);
        moving.add(old);

        HtmlPage page = submit(openForm(), Map.of("labels", "infra"));

        assertThat(failure(page)).contains("Nothing was replaced", "Bitbucket rejected the token (401).");
        assertThat(page.getFormByName("convert").getInputByName("labels").getValue())
                .isEqualTo("infra");
        assertThat(page.getWebResponse().getContentAsString()).doesNotContain(token);
        assertNothingReplaced(old);
    }

    @Test
    void convertsAnAcceptedTokenAndReportsWhatWillNotWork() throws Exception {
        String token = acme.ci.token(
                Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY, Scopes.READ_PULL_REQUEST, Scopes.WRITE_PULL_REQUEST);
        moving.add(MovingJenkins.old("kept", "acme-ci", token));

        HtmlPage page = submit(openForm(), Map.of("email", Acme.EMAIL));

        BitbucketApiToken converted = (BitbucketApiToken) only(Domain.global());
        assertThat(converted.getToken().getPlainText()).isEqualTo(token);
        assertThat(MovingJenkins.rows(page, "old")).isEmpty();
        List<String> row = MovingJenkins.rows(page, "tokens").get("kept");
        assertThat(row.get(3)).startsWith("Not enough scopes, ");
        assertThat(row.get(5)).contains("lacks", "read:project:bitbucket");
    }

    @Test
    void replacesNothingIfBitbucketIsDown() throws Exception {
        UsernamePasswordCredentialsImpl old = MovingJenkins.old("kept", Acme.EMAIL, acme.ci.tokenWithAllScopes());
        moving.add(old);
        acme.bitbucket.misbehave(request -> Fault.status(503));

        assertThat(failure(submit(openForm(), Map.of()))).contains("Bitbucket failed (503)");

        assertNothingReplaced(old);
    }

    @Test
    void requiresANewTokenForAnAppPassword() throws Exception {
        UsernamePasswordCredentialsImpl old = MovingJenkins.old("kept", Acme.EMAIL, MovingJenkins.APP_PASSWORD);
        moving.add(old);

        assertThat(failure(submit(openForm(), Map.of()))).contains("without a new API token: enter one");

        assertThat(acme.bitbucket.requests()).isEmpty();
        assertNothingReplaced(old);
    }

    @Test
    void rejectsAnInvalidFieldBeforeItAsksBitbucket() throws Exception {
        UsernamePasswordCredentialsImpl old = MovingJenkins.old("kept", "acme-ci", acme.ci.tokenWithAllScopes());
        moving.add(old);

        assertThat(failure(submit(openForm(), Map.of("email", "<b>acme-ci</b>"))))
                .contains("“<b>acme-ci</b>” is a user name, not an email");
        assertThat(failure(submit(openForm(), Map.of("email", Acme.EMAIL, "expires", "31.03.2027"))))
                .contains("“31.03.2027” is not a date of the form yyyy-MM-dd.");

        assertThat(acme.bitbucket.requests()).isEmpty();
        assertNothingReplaced(old);
    }

    /** Two administrators with the same page. */
    @Test
    void replacesNothingThatSomeoneElseHasChangedBefore() throws Exception {
        moving.add(MovingJenkins.old("kept", "acme-ci", acme.ci.tokenWithAllScopes()));
        HtmlForm form = openForm();
        UsernamePasswordCredentialsImpl other = changeBySomeoneElse();

        HtmlPage page = submit(form, Map.of("email", Acme.EMAIL));

        assertThat(page.asNormalizedText()).contains("The credential was changed, moved or removed.");
        assertThat(acme.bitbucket.requests()).isEmpty();
        assertNothingReplaced(other);
    }

    @Test
    void replacesNothingThatSomeoneElseChangesDuringTheTest() throws Exception {
        moving.add(MovingJenkins.old("kept", "acme-ci", acme.ci.tokenWithAllScopes()));
        HtmlForm form = openForm();
        acme.bitbucket.misbehave(request -> {
            changeBySomeoneElse();
            return Fault.none();
        });

        HtmlPage page = submit(form, Map.of("email", Acme.EMAIL));

        assertThat(failure(page)).contains("was changed, moved or removed while the token was tested");
        assertThat(((UsernamePasswordCredentialsImpl) only(Domain.global())).getUsername())
                .isEqualTo("another-name");
    }

    private UsernamePasswordCredentialsImpl changeBySomeoneElse() {
        try (ACLContext someone = ACL.as2(ACL.SYSTEM2)) {
            UsernamePasswordCredentialsImpl other =
                    new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "kept", "", "another-name", "secret");
            moving.system().updateCredentials(Domain.global(), only(Domain.global()), other);
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requiresThePermissionToUpdateTheCredential() throws Exception {
        UsernamePasswordCredentialsImpl ofJenkins =
                MovingJenkins.old("of-jenkins", "acme-ci", acme.ci.tokenWithAllScopes());
        moving.add(ofJenkins);
        String path = openForm().getActionAttribute().replaceAll(".*bitbucketCredentials/", "");
        Map<String, String> parameters = Map.of("email", Acme.EMAIL);

        assertThat(moving.ask(HttpMethod.POST, MovingJenkins.MANAGER, path, parameters)
                        .getStatusCode())
                .isEqualTo(403);
        assertThat(moving.ask(HttpMethod.GET, MovingJenkins.ADMINISTRATOR, path, parameters)
                        .getStatusCode())
                .isEqualTo(404);
        moving.ask(HttpMethod.POST, MovingJenkins.GUARD, path, parameters);
        assertThat(acme.bitbucket.requests()).isEmpty();
        assertNothingReplaced(ofJenkins);

        moving.addToTeam(MovingJenkins.old("of-the-team", "acme-ci", acme.ci.tokenWithAllScopes()));
        submit(openForm(MovingJenkins.MANAGER), parameters);
        assertThat(store(moving.team).getCredentials(Domain.global()))
                .singleElement()
                .isInstanceOf(BitbucketApiToken.class);
    }

    @Test
    void checksFieldsOnlyWithThePermissionToUpdateTheCredential() throws Exception {
        moving.addToTeam(MovingJenkins.old("of-the-team", "acme-ci", acme.ci.tokenWithAllScopes()));
        HtmlForm form = openForm(MovingJenkins.MANAGER);

        assertThat(checked(form, "email", "acme-ci")).startsWith("“acme-ci” is a user name, not an email");
        assertThat(checked(form, "email", Acme.EMAIL)).isEmpty();
        assertThat(checked(form, "token", MovingJenkins.APP_PASSWORD)).startsWith("This is an app password.");
        assertThat(checked(form, "expires", "31.03.2027")).contains("is not a date of the form yyyy-MM-dd");
    }

    /** The text below a field after something was typed into it. */
    private static String checked(HtmlForm form, String field, String text) {
        HtmlInput input = form.getInputByName(field);
        input.setValue(text);
        input.fireEvent("change");
        form.getPage().getEnclosingWindow().getWebClient().waitForBackgroundJavaScriptStartingBefore(500, 60_000);
        DomElement item = input;
        while (!item.getAttribute("class").contains("jenkins-form-item")) {
            item = (DomElement) item.getParentNode();
        }
        return item.querySelector(".validation-error-area").asNormalizedText();
    }

    @Test
    void escapesUserInputAndShowsNoSecretUserName() throws Exception {
        String markup = "<img id='injected' src=x onerror=alert(1)>";
        UsernamePasswordCredentialsImpl old = new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "kept", markup, "hidden@acme.example", acme.ci.tokenWithAllScopes());
        old.setUsernameSecret(true);
        moving.add(old);

        HtmlPage page = openForm().getHtmlPageOrNull();

        assertThat(page.getElementById("injected")).isNull();
        assertThat(page.asNormalizedText()).contains(markup);
        assertThat(page.getWebResponse().getContentAsString()).doesNotContain("hidden@acme.example");
    }
}
