package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On one Jenkins, so each test uses its own credential IDs. */
class BitbucketApiTokenTest extends JenkinsTest {

    private static final String TOKEN = Canary.START + "-the-token-of-ci";

    private static BitbucketApiToken credential(String id) {
        BitbucketApiToken credential = new BitbucketApiToken(
                CredentialsScope.GLOBAL, id, "Opens pull requests", "ci@acme.example", Secret.fromString(TOKEN));
        credential.setLabels("infra production");
        credential.setExpires("2027-03-31");
        return credential;
    }

    private static CredentialsStore system() {
        return CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
    }

    private static BitbucketApiToken stored(String id, Domain domain) {
        return system().getCredentials(domain).stream()
                .filter(CredentialsMatchers.withId(id)::matches)
                .map(BitbucketApiToken.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> idsFor(Class<? extends StandardCredentials> type, Item item, String uri) {
        List<DomainRequirement> requirements =
                URIRequirementBuilder.fromUri(uri).build();
        return CredentialsProvider.lookupCredentialsInItem(type, item, ACL.SYSTEM2, requirements).stream()
                .map(StandardCredentials::getId)
                .toList();
    }

    private static void assertSame(BitbucketApiToken actual, BitbucketApiToken expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withEqualsForType((one, other) -> one.equals(other), Secret.class)
                .isEqualTo(expected);
    }

    @Test
    void isAddedThroughItsForm() throws Exception {
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        HtmlForm form = pages.add();
        pages.type(form, "email", " ci@acme.example ");
        pages.type(form, "token", TOKEN);
        pages.type(form, "labels", "infra, production");
        pages.type(form, "expires", "2027-03-31");
        pages.type(form, "id", "added");
        pages.type(form, "description", "Opens pull requests");

        assertThat(pages.save(form)).isEqualTo("Credentials created");

        assertSame(stored("added", Domain.global()), credential("added"));

        assertThat(pages.list().asNormalizedText())
                .contains("ci@acme.example [infra production]", "Opens pull requests");
    }

    @Test
    void keepsWhatIsNotChangedInItsForm() throws Exception {
        system().addCredentials(Domain.global(), credential("changed"));
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        HtmlForm form = pages.update("changed");
        assertThat(((HtmlPage) form.getPage()).asXml()).doesNotContain(TOKEN);
        pages.type(form, "labels", "infra");

        pages.save(form);

        BitbucketApiToken expected = credential("changed");
        expected.setLabels("infra");
        assertSame(stored("changed", Domain.global()), expected);
    }

    @ParameterizedTest
    @CsvSource({"email, acme-ci", "email, ''", "expires, 31.03.2027", "token, 'a token with blanks'", "token, ''"})
    void isNotSavedWithAnInvalidField(String field, String value) throws Exception {
        String id = "nonsense-in-" + field + value.length();
        system().addCredentials(Domain.global(), credential(id));
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        HtmlForm form = pages.update(id);
        pages.type(form, field, value);

        assertThat(pages.save(form)).isEqualTo("Operation failed");

        assertSame(stored(id, Domain.global()), credential(id));
    }

    @Test
    void alwaysHasASecretObject() {
        BitbucketApiToken credential =
                new BitbucketApiToken(CredentialsScope.GLOBAL, "without", "", "ci@acme.example", null);

        assertThat(credential.getToken().getPlainText()).isEmpty();
        assertThat(credential.getPassword().getPlainText()).isEmpty();
        assertThat(credential.getSecret().getPlainText()).isEmpty();
        assertThat(credential.fault())
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("It holds no API token."));
        assertThatIllegalArgumentException()
                .isThrownBy(credential::apiCredential)
                .withMessageStartingWith("The credential “without” can't be used. It holds no API token.");
    }

    /** As XML that somebody wrote by hand, or sent to Jenkins. */
    private static BitbucketApiToken fromXml(String field, String lines) {
        return (BitbucketApiToken) Jenkins.XSTREAM2.fromXML(Jenkins.XSTREAM2
                .toXML(credential("from-xml"))
                .replaceFirst("(?s)<%1$s>.*</%1$s>".formatted(field), lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email       | ''                     | It has no email of an Atlassian account.",
                "email       | <email> </email>       | It has no email of an Atlassian account.",
                "email       | <email>acme-ci</email> | “acme-ci” is a user name, not an email",
                "token       | ''                     | It holds no API token.",
                "token       | <token>a b</token>     | The API token contains a space"
            })
    void reportsWhatXmlLacks(String field, String lines, String fault) throws Exception {
        BitbucketApiToken credential = fromXml(field, lines);
        AcmeJenkins.add(jenkins.jenkins, credential);

        assertThat(CredentialsNameProvider.name(credential)).contains("[infra production] (Opens pull requests)");
        assertThat(credential.getToken()).isNotNull();
        assertThat(credential.fault())
                .hasValueSatisfying(text -> assertThat(text).startsWith(fault));
        assertThatIllegalArgumentException()
                .isThrownBy(credential::apiCredential)
                .withMessageStartingWith("The credential “from-xml” can't be used. " + fault);
        assertThat(TokenOutcomes.get().isKept(credential("another").apiCredential()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"id, ''", "description, ''", "scope, ''", "email, '<email> ci@acme.example\n</email>'"})
    void isUsableFromXmlThatDiffersFromItsOwn(String field, String lines) {
        BitbucketApiToken credential = fromXml(field, lines);

        assertThat(credential.fault()).isEmpty();
        assertThat(credential.apiCredential().email()).hasToString("ci@acme.example");
        assertThat(credential.getId()).isNotEmpty();
        assertThat(CredentialsNameProvider.name(credential)).startsWith("ci@acme.example [infra production]");
    }

    @Test
    void dropsALineBreakAroundTheTokenInXml() {
        BitbucketApiToken credential = fromXml("token", "<token>\n  " + TOKEN + "\n</token>");

        assertThat(credential.getPassword().getPlainText()).isEqualTo(TOKEN);
        assertThat(credential.fault()).isEmpty();
    }

    @Test
    void dropsBlanksAroundTheToken() {
        BitbucketApiToken credential = new BitbucketApiToken(
                CredentialsScope.GLOBAL, null, "", "ci@acme.example", Secret.fromString(" " + TOKEN + "\n"));

        assertThat(credential.getPassword().getPlainText()).isEqualTo(TOKEN);
        assertThat(credential.fault()).isEmpty();
    }

    @Test
    void explainsAnInvalidField() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitbucketApiToken(null, null, null, "acme-ci", Secret.fromString(TOKEN)))
                .withMessageContaining("is a user name, not an email");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credential("x").setExpires("31.03.2027"))
                .withMessage("“31.03.2027” is not a date of the form yyyy-MM-dd.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "infra production | Opens pull requests | ci@acme.example [infra production] (Opens pull requests)",
                "infra            | ''                  | ci@acme.example [infra]",
                "''               | Opens pull requests | ci@acme.example (Opens pull requests)"
            })
    void isNamedByEmailLabelsAndDescription(String labels, String description, String name) {
        BitbucketApiToken credential = new BitbucketApiToken(
                CredentialsScope.GLOBAL, null, description, "ci@acme.example", Secret.fromString(TOKEN));
        credential.setLabels(labels);

        assertThat(CredentialsNameProvider.name(credential)).isEqualTo(name);
    }

    @Test
    void isNamedByItsIdIfNothingElseDistinguishesIt() {
        BitbucketApiToken credential = new BitbucketApiToken(
                CredentialsScope.GLOBAL, "bitbucket-prod", "", "ci@acme.example", Secret.fromString(TOKEN));

        assertThat(CredentialsNameProvider.name(credential)).isEqualTo("ci@acme.example (bitbucket-prod)");
    }

    @ParameterizedTest
    @CsvSource({
        "'infra production', infra production",
        "' infra,production,, infra ', infra production",
        "'\tinfra \n production', infra production",
        "' , ', ''",
        ", ''"
    })
    void tidiesLabels(String entered, String kept) {
        BitbucketApiToken credential = credential("labelled");
        credential.setLabels(entered);

        assertThat(credential.getLabels()).isEqualTo(kept);
    }

    @Test
    void readsTheDateOfExpiryWhereItWasNoted() {
        BitbucketApiToken credential = credential("expiring");
        assertThat(credential.expiryDate()).contains(LocalDate.of(2027, 3, 31));

        credential.setExpires(" ");

        assertThat(credential.getExpires()).isEmpty();
        assertThat(credential.expiryDate()).isEmpty();
    }

    @Test
    void isAUserNameWithAPasswordAndASecretTextForOtherPlugins() throws Exception {
        BitbucketApiToken credential = credential("for-others");
        system().addCredentials(Domain.global(), credential);
        FreeStyleProject job = jenkins.createFreeStyleProject();

        assertThat(idsFor(StandardUsernamePasswordCredentials.class, job, null)).contains("for-others");
        assertThat(idsFor(StringCredentials.class, job, null)).contains("for-others");
        assertThat(credential.getUsername()).isEqualTo("x-bitbucket-api-token-auth");
        assertThat(credential.isUsernameSecret()).isFalse();
        assertThat(credential.getPassword().getPlainText()).isEqualTo(TOKEN);
        assertThat(credential.getSecret().getPlainText()).isEqualTo(TOKEN);
    }

    @Test
    void isForTheJobsOfItsFolderOnly() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        FreeStyleProject inside = team.createProject(FreeStyleProject.class, "inside");
        FreeStyleProject outside = jenkins.createFreeStyleProject("outside");
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.inFolder("team"));
        HtmlForm form = pages.add();
        pages.type(form, "email", "ci@acme.example");
        pages.type(form, "token", TOKEN);
        pages.type(form, "id", "of-the-team");

        pages.save(form);

        assertThat(idsFor(BitbucketApiToken.class, inside, null)).contains("of-the-team");
        assertThat(idsFor(BitbucketApiToken.class, outside, null)).doesNotContain("of-the-team");
    }

    @Test
    void movesToADomainWithAllItsFieldsAndIsForItsHostsOnly() throws Exception {
        Domain domain = new Domain("bitbucket", null, List.of(new HostnameSpecification("bitbucket.org", null)));
        system().addDomain(domain);
        system().addCredentials(Domain.global(), credential("moved"));
        FreeStyleProject job = jenkins.createFreeStyleProject();
        CredentialPages pages = CredentialPages.of(jenkins, CredentialPages.SYSTEM);
        HtmlForm form = pages.move("moved");
        form.getSelectByName("destination")
                .getOptionByText("Jenkins » System » bitbucket")
                .setSelected(true);

        assertThat(pages.save(form)).isEqualTo("Credentials moved");

        assertSame(stored("moved", domain), credential("moved"));
        assertThat(idsFor(BitbucketApiToken.class, job, "https://bitbucket.org/acme/infra.git"))
                .contains("moved");
        assertThat(idsFor(BitbucketApiToken.class, job, "https://git.example/acme/infra.git"))
                .doesNotContain("moved");
    }

    @Test
    void isOnDiskWithoutAReadableTokenAndComesBackFromThere() throws Exception {
        system().addCredentials(Domain.global(), credential("on-disk"));

        String file = Files.readString(credentialsXml());
        assertThat(file).contains("<id>on-disk</id>", "<token>{AQAA").doesNotContain(TOKEN);
        assertSame(fromDisk("on-disk"), credential("on-disk"));
    }

    @Test
    void comesFromAnOlderFileWithoutLabelsAndExpiry() throws Exception {
        try (InputStream older =
                getClass().getResourceAsStream("BitbucketApiTokenTest/without-labels-and-expires.xml")) {
            Files.copy(older, credentialsXml(), StandardCopyOption.REPLACE_EXISTING);
        }

        BitbucketApiToken credential = fromDisk("of-an-older-file");

        assertThat(credential.getLabels()).isEmpty();
        assertThat(credential.getExpires()).isEmpty();
        assertThat(credential.expiryDate()).isEmpty();
        assertThat(credential.getToken().getPlainText()).isEqualTo(TOKEN);
        assertThat(CredentialsNameProvider.name(credential)).isEqualTo("ci@acme.example (Opens pull requests)");
    }

    private static Path credentialsXml() {
        return SystemCredentialsProvider.getConfigFile().getFile().toPath();
    }

    /** As Jenkins loads it at its start. */
    private static BitbucketApiToken fromDisk(String id) {
        return new SystemCredentialsProvider()
                .getCredentials().stream()
                        .filter(CredentialsMatchers.withId(id)::matches)
                        .map(BitbucketApiToken.class::cast)
                        .findFirst()
                        .orElseThrow();
    }
}
