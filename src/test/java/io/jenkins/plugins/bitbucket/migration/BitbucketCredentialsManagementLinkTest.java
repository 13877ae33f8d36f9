package io.jenkins.plugins.bitbucket.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.security.Permission;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.TestExtension;
import org.springframework.security.core.Authentication;

/** What the page lists. */
class BitbucketCredentialsManagementLinkTest extends MovingTest {

    private static final String TOKEN = "ATATT3xFfGF0-the-token-of-ci";

    @BeforeEach
    void emptyTheVault() {
        Vault.held = List.of();
    }

    private static Map<String, List<String>> old(String user) throws Exception {
        return MovingJenkins.rows(moving.page(user), "old");
    }

    private static List<String> oldRow(String id) throws Exception {
        return old(MovingJenkins.ADMINISTRATOR).get(id);
    }

    private static List<String> tokenRow(String id) throws Exception {
        return MovingJenkins.rows(moving.page(MovingJenkins.ADMINISTRATOR), "tokens")
                .get(id);
    }

    @Test
    void isOnManageJenkins() throws Exception {
        HtmlPage manage = moving.browserOf(MovingJenkins.ADMINISTRATOR).goTo("manage");

        HtmlPage page = manage.<HtmlAnchor>querySelector("a[href*=bitbucketCredentials]")
                .click();

        assertThat(page.asNormalizedText())
                .contains("Bitbucket credentials", "There are no credentials for Bitbucket that you can see.");
        assertThat(page.querySelectorAll("form[name=testAll]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme-ci                    | ATBBabcdefgh   | This is an app password.",
                "ci@acme.example            | ATBBabcdefgh   | This is an app password.",
                "ci@acme.example            | ATATT3xFfGF0-x | with an email as the user name, which git does not accept",
                "acme-ci                    | ATATT3xFfGF0-x | with a user name. Git accepts it, but the REST API expects the",
                "x-bitbucket-api-token-auth | ATATT3xFfGF0-x | with the user name for git. The REST API expects the"
            })
    void listsCredentialsForBitbucketAndTheirProblems(String username, String password, String wrong) throws Exception {
        moving.add(MovingJenkins.old("looks-like-it", username, password));

        List<String> row = oldRow("looks-like-it");

        assertThat(row.get(0)).contains("Clones", "looks-like-it");
        assertThat(row.get(1)).isEqualTo("Jenkins");
        assertThat(row.get(3)).contains(wrong);
        assertThat(row.get(4)).isEqualTo("Convert");
    }

    @ParameterizedTest
    @CsvSource({
        "acme-ci, a-password",
        "ci@acme.example, ATCTT3xFfGN0-an-access-token",
        "ACME\\ci, ATATT3xFfGF0-x",
        "'', ATATT3xFfGF0-x",
        "acme-ci, ATBB with spaces",
        "acme-ci, ''"
    })
    void ignoresOtherCredentials(String username, String password) throws Exception {
        moving.add(MovingJenkins.old("other", username, password));

        assertThat(old(MovingJenkins.ADMINISTRATOR)).isEmpty();
    }

    @Test
    void coversAllFoldersAndDomains() throws Exception {
        moving.system()
                .addDomain(
                        new Domain("code", null, List.of()),
                        MovingJenkins.old("in-a-domain", "ci", MovingJenkins.APP_PASSWORD));
        moving.addToTeam(MovingJenkins.old("of-the-team", "ci", MovingJenkins.APP_PASSWORD));
        moving.addToTeam(MovingJenkins.token("token-of-the-team", TOKEN));

        assertThat(oldRow("in-a-domain").get(1)).isEqualTo("Jenkins » code");
        assertThat(oldRow("of-the-team").get(1)).isEqualTo("team");
        assertThat(tokenRow("token-of-the-team").get(1)).isEqualTo("team");
    }

    @Test
    void linksThePagesOfTheCredentials() throws Exception {
        moving.addToTeam(MovingJenkins.token("of-the-team", TOKEN));

        HtmlPage page = moving.page(MovingJenkins.ADMINISTRATOR)
                .getAnchorByText(Acme.EMAIL + " (of-the-team)")
                .click();

        assertThat(page.getUrl().getPath())
                .endsWith("/job/team/credentials/store/folder/domain/_/credential/of-the-team/");
        assertThat(page.getWebResponse().getStatusCode()).isEqualTo(200);
    }

    @Test
    void showsWhereCredentialsAreUsed() throws Exception {
        moving.add(MovingJenkins.old("used", "ci", MovingJenkins.APP_PASSWORD));
        WorkflowJob build = jenkins.createProject(WorkflowJob.class, "build");
        build.setDefinition(AcmeJenkins.pipeline(
                        jenkins,
                        "withCredentials([usernamePassword(credentialsId: 'used', usernameVariable: 'U',"
                                + " passwordVariable: 'P')]) { }")
                .getDefinition());
        jenkins.buildAndAssertSuccess(build);
        FreeStyleProject scan = moving.team.createProject(FreeStyleProject.class, "scan");
        Credentials used = moving.system().getCredentials(Domain.global()).get(0);
        CredentialsProvider.track((Item) scan, used);

        assertThat(oldRow("used").get(2)).isEqualTo("build\nteam » scan");
        // A user who can see the credentials may not see the jobs.
        assertThat(old(MovingJenkins.MANAGER).get("used").get(2)).isEqualTo("team » scan");
        build.delete();
        scan.delete();
    }

    @Test
    void shortensAListOfManyJobs() throws Exception {
        moving.add(MovingJenkins.old("popular", "ci", MovingJenkins.APP_PASSWORD));
        Credentials popular = moving.system().getCredentials(Domain.global()).get(0);
        for (int number = 10; number < 22; number++) {
            CredentialsProvider.track(
                    (Item) moving.team.createProject(FreeStyleProject.class, "job" + number), popular);
        }

        assertThat(oldRow("popular").get(2)).startsWith("team » job10\n").endsWith("team » job19\nand 2 more");
    }

    @Test
    void showsExpiryAndThatATokenHasExpired() throws Exception {
        BitbucketApiToken expired = MovingJenkins.token("expired", TOKEN);
        expired.setExpires("2026-01-31");
        moving.add(expired);
        moving.add(MovingJenkins.token("unknown", TOKEN));

        assertThat(tokenRow("expired").subList(3, 6))
                .containsExactly("", "2026-01-31", "The token expired on 2026-01-31.");
        assertThat(tokenRow("unknown").subList(3, 6)).containsExactly("", "", "");
    }

    @Test
    void respectsThePermissionsOfTheViewer() throws Exception {
        moving.add(MovingJenkins.old("of-jenkins", "ci", MovingJenkins.APP_PASSWORD));
        moving.addToTeam(MovingJenkins.old("of-the-team", "ci", MovingJenkins.APP_PASSWORD));

        Map<String, List<String>> ofManager = old(MovingJenkins.MANAGER);

        assertThat(ofManager.get("of-jenkins").subList(3, 5))
                .satisfiesExactly(
                        wrong -> assertThat(wrong).endsWith("You may not change credentials in this place."),
                        button -> assertThat(button).isEmpty());
        assertThat(ofManager.get("of-the-team").get(4)).isEqualTo("Convert");
        assertThat(moving.page(MovingJenkins.GUARD).asNormalizedText())
                .contains("There are no credentials for Bitbucket that you can see.")
                .doesNotContain("of-jenkins", "of-the-team");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "testAll", "convert/some-key/", "convert/some-key/replace"})
    void requiresThePermissionToManageJenkins(String path) throws Exception {
        moving.add(MovingJenkins.token("unseen", TOKEN));

        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
            assertThat(moving.ask(method, MovingJenkins.DEVELOPER, path, Map.of())
                            .getStatusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void reportsThatAVaultIsReadOnly() throws Exception {
        Vault.held = List.of(MovingJenkins.old("in-the-vault", "ci", MovingJenkins.APP_PASSWORD));

        List<String> row = oldRow("in-the-vault");

        assertThat(row.get(3)).endsWith("its store is read-only. Change it where it comes from.");
        assertThat(row.get(4)).isEmpty();
    }

    @Test
    void escapesUserInput() throws Exception {
        String markup = "<img id='injected' src=x onerror=alert(1)>";
        moving.add(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "old", markup, markup, MovingJenkins.APP_PASSWORD));
        moving.addToTeam(
                new BitbucketApiToken(CredentialsScope.GLOBAL, "token", markup, Acme.EMAIL, Secret.fromString(TOKEN)));
        moving.team.setDisplayName(markup);

        HtmlPage page = moving.page(MovingJenkins.ADMINISTRATOR);

        assertThat(page.getElementById("injected")).isNull();
        assertThat(MovingJenkins.rows(page, "old").get("old").get(0)).contains(markup);
        assertThat(MovingJenkins.rows(page, "tokens").get("token").get(1)).isEqualTo(markup);
        moving.team.setDisplayName(null);
    }

    @Test
    void showsNoSecret() throws Exception {
        UsernamePasswordCredentialsImpl hidden =
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "old", null, "a-secret-name", TOKEN);
        hidden.setUsernameSecret(true);
        BitbucketApiToken token = MovingJenkins.token("token", TOKEN);
        moving.add(hidden);
        moving.add(token);

        assertThat(moving.page(MovingJenkins.ADMINISTRATOR).getWebResponse().getContentAsString())
                .contains("old", "token")
                .doesNotContain(
                        TOKEN,
                        "a-secret-name",
                        hidden.getPassword().getEncryptedValue(),
                        token.getToken().getEncryptedValue());
    }

    /** Credentials that Jenkins can only read. */
    @TestExtension
    public static final class Vault extends CredentialsProvider {

        private static volatile List<Credentials> held = List.of();

        private final CredentialsStore store = new CredentialsStore(Vault.class) {
            @NonNull
            @Override
            public ModelObject getContext() {
                return Jenkins.get();
            }

            @Override
            public boolean hasPermission2(@NonNull Authentication authentication, @NonNull Permission permission) {
                return Jenkins.get().getACL().hasPermission2(authentication, permission);
            }

            @NonNull
            @Override
            public List<Credentials> getCredentials(@NonNull Domain domain) {
                return held;
            }

            @Override
            public boolean addCredentials(@NonNull Domain domain, @NonNull Credentials credentials) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean removeCredentials(@NonNull Domain domain, @NonNull Credentials credentials) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean updateCredentials(
                    @NonNull Domain domain, @NonNull Credentials current, @NonNull Credentials replacement) {
                throw new UnsupportedOperationException();
            }
        };

        @Override
        public CredentialsStore getStore(ModelObject object) {
            return object instanceof Jenkins ? store : null;
        }

        @NonNull
        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                @NonNull Class<C> type,
                ItemGroup itemGroup,
                Authentication authentication,
                @NonNull List<DomainRequirement> requirements) {
            return List.of();
        }
    }
}
