package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.KnownFaults;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;

/** Manage Jenkins lists a token that Bitbucket rejected, until it is replaced or works again. */
class TokenOutcomesTest extends JenkinsTest {

    private static final String STEP = "bitbucketCreateBranch credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', branch: 'bump', retrySeconds: 0";

    private static void useToken(String token) throws IOException {
        forgetCredentials();
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(token));
    }

    /** A build with one step and this result. */
    private static void build(Result result) throws Exception {
        jenkins.buildAndAssertStatus(result, AcmeJenkins.pipeline(jenkins, STEP));
    }

    private static List<TokensToReplaceMonitor.Entry> shown() throws Exception {
        TokensToReplaceMonitor monitor = ExtensionList.lookupSingleton(TokensToReplaceMonitor.class);
        // The links are created within a page.
        List<TokensToReplaceMonitor.Entry> shown = jenkins.executeOnServer(monitor::getTokens);
        assertThat(monitor.isActivated()).isEqualTo(!shown.isEmpty());
        return shown;
    }

    private static void assertNamed() throws Exception {
        assertThat(shown())
                .singleElement()
                .satisfies(entry -> assertThat(entry.why())
                        .isEqualTo("Bitbucket rejected the token when it was last used, on " + LocalDate.now() + "."));
    }

    private static void assertNotNamed() throws Exception {
        assertThat(shown()).isEmpty();
    }

    @Test
    void listsATokenRejectedInAStepUntilItIsReplaced() throws Exception {
        useToken(acme.ci.expiredToken(Scopes.WRITE_REPOSITORY));

        build(Result.FAILURE);
        assertNamed();

        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        HtmlForm form = pages.update(AcmeJenkins.ID);
        pages.type(form, "token", acme.ci.tokenWithAllScopes());
        pages.save(form);
        assertNotNamed();
    }

    @Test
    void listsATokenRejectedInTestConnectionUntilItWorks() throws Exception {
        useToken(acme.ci.tokenWithAllScopes());
        acme.bitbucket.misbehave(request -> KnownFaults.badTokenInPlainText());
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);

        pages.testConnection(pages.update(AcmeJenkins.ID));
        assertNamed();

        acme.bitbucket.misbehave(request -> Fault.none());
        pages.testConnection(pages.update(AcmeJenkins.ID));
        assertNotNamed();
    }

    @Test
    void listsATokenThatFailsInTheTestStep() throws Exception {
        useToken(acme.ci.expiredToken(Scopes.READ_USER));

        jenkins.buildAndAssertStatus(
                Result.FAILURE,
                AcmeJenkins.pipeline(jenkins, "bitbucketTestConnection credentialsId: 'bitbucket-prod'"));

        assertNamed();
    }

    @Test
    void forgetsARejectionWhenAStepUsesTheTokenWithSuccess() throws Exception {
        useToken(acme.ci.tokenWithAllScopes());
        acme.bitbucket.misbehave(request -> KnownFaults.badTokenInPlainText());
        build(Result.FAILURE);
        assertNamed();

        acme.bitbucket.misbehave(request -> Fault.none());
        build(Result.SUCCESS);
        assertNotNamed();
    }

    @Test
    void ignoresARejectionThatANewTokenWouldNotEnd() throws Exception {
        useToken(acme.ci.tokenWithAllScopes());
        acme.bitbucket.misbehave(request -> Fault.answer(401, "text/plain", "Too many invalid password attempts."));

        build(Result.FAILURE);
        assertNotNamed();

        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        pages.testConnection(pages.update(AcmeJenkins.ID));
        assertNotNamed();
    }

    @Test
    void ignoresOtherErrors() throws Exception {
        useToken(acme.ci.token(Scopes.READ_REPOSITORY));
        build(Result.FAILURE);
        assertNotNamed();

        useToken(acme.ci.tokenWithAllScopes());
        acme.bitbucket.misbehave(request -> Fault.status(503));
        build(Result.FAILURE);
        assertNotNamed();
    }

    @Test
    void reportsBothExpiryAndRejection() throws Exception {
        BitbucketApiToken token = AcmeJenkins.credential(acme.ci.expiredToken(Scopes.WRITE_REPOSITORY));
        token.setExpires(LocalDate.now().minusDays(1).toString());
        AcmeJenkins.add(jenkins.jenkins, token);

        build(Result.FAILURE);

        assertThat(shown())
                .extracting(TokensToReplaceMonitor.Entry::why)
                .containsExactly("The token expired on " + token.getExpires()
                        + ". Bitbucket rejected the token when it was last used, on " + LocalDate.now() + ".");
    }

    @Test
    void distinguishesCredentialsWithTheSameId() throws Exception {
        useToken(acme.ci.tokenWithAllScopes());
        Folder team = jenkins.createProject(Folder.class, "team");
        BitbucketApiToken ofTheTeam = AcmeJenkins.credential(acme.ci.expiredToken(Scopes.WRITE_REPOSITORY));
        AcmeJenkins.add(team, ofTheTeam);
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(STEP, true));

        jenkins.buildAndAssertStatus(Result.FAILURE, job);
        assertNamed();
        assertThat(shown()).extracting(TokensToReplaceMonitor.Entry::place).containsExactly("team");

        build(Result.SUCCESS);
        assertNamed();

        CredentialsProvider.lookupStores(team).iterator().next().removeCredentials(Domain.global(), ofTheTeam);
        assertNotNamed();
    }

    @Test
    void keepsNoTokenOnDisk() throws Exception {
        String token = acme.ci.expiredToken(Scopes.WRITE_REPOSITORY);
        useToken(token);
        build(Result.FAILURE);

        assertThat(file()).content().contains(LocalDate.now().toString());
        Canary.assertNotIn(Jenkins.get().getRootDir().toPath());
    }

    private static Path file() {
        return Jenkins.get().getRootDir().toPath().resolve(TokenOutcomes.class.getName() + ".xml");
    }

    @Test
    void doesNotRememberTokensTypedIntoAForm() throws Exception {
        useToken(acme.ci.expiredToken(Scopes.WRITE_REPOSITORY));
        build(Result.FAILURE);
        String before = Files.readString(file());

        for (int i = 0; i < 3; i++) {
            new TestConnection().run(Acme.EMAIL, Secret.fromString(acme.ci.expiredToken(Scopes.READ_USER)));
        }

        assertThat(file()).content().isEqualTo(before);
        assertNamed();
    }

    @Test
    void doesNotGrowForEver() throws Exception {
        for (int i = 0; i <= 500; i++) {
            TokenOutcomes.get().rejected(Acme.credential("token-" + i));
        }

        assertThat(TokenOutcomes.get().warning(AcmeJenkins.credential("token-0")))
                .isEmpty();
        assertThat(TokenOutcomes.get().warning(AcmeJenkins.credential("token-1")))
                .isPresent();
        assertThat(TokenOutcomes.get().warning(AcmeJenkins.credential("token-500")))
                .isPresent();
    }

    @Test
    void startsEmptyIfItsFileCannotBeRead() throws Exception {
        TokenOutcomes.get().rejected(Acme.credential("some-token"));
        Files.writeString(file(), "<broken");

        TokenOutcomes loaded = new TokenOutcomes();

        assertThat(loaded.warning(AcmeJenkins.credential("some-token"))).isEmpty();
        loaded.rejected(Acme.credential("some-token"));
        assertThat(new TokenOutcomes().warning(AcmeJenkins.credential("some-token")))
                .isPresent();
    }
}
