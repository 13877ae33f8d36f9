package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.SecretSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.TestExtension;

class ConfigurationAsCodeTest extends JenkinsTest {

    private static final String TOKEN = Canary.START + "-the-token-of-ci";

    /** Stands for the environment or a vault. */
    @TestExtension
    public static final class Vault extends SecretSource {
        @Override
        public Optional<String> reveal(String secret) {
            return secret.equals("BITBUCKET_API_TOKEN") ? Optional.of(TOKEN) : Optional.empty();
        }
    }

    @BeforeEach
    void configure() throws Exception {
        BitbucketCloudConfiguration.get().setApiUrl("");
        ConfigurationAsCode.get().configure(resource("jenkins.yaml"));
    }

    private static String resource(String name) {
        return ConfigurationAsCodeTest.class
                .getResource("ConfigurationAsCodeTest/" + name)
                .toString();
    }

    private static BitbucketApiToken credential() {
        return (BitbucketApiToken)
                SystemCredentialsProvider.getInstance().getCredentials().get(0);
    }

    private static String exported() throws Exception {
        ByteArrayOutputStream yaml = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(yaml);
        return yaml.toString(StandardCharsets.UTF_8);
    }

    @Test
    void createsTheCredentialAndTheDefault() {
        BitbucketApiToken credential = credential();
        assertThat(credential.getScope()).isEqualTo(CredentialsScope.GLOBAL);
        assertThat(credential.getId()).isEqualTo("bitbucket-prod");
        assertThat(credential.getToken().getPlainText()).isEqualTo(TOKEN);
        assertThat(credential.getExpires()).isEqualTo("2027-03-31");
        assertThat(CredentialsNameProvider.name(credential))
                .isEqualTo("ci@acme.example [infra production] (Opens pull requests for acme)");
        assertThat(BitbucketCloudConfiguration.get().defaultCredentials()).contains("bitbucket-prod");
        assertThat(BitbucketCloudConfiguration.get().getApiUrl()).isEqualTo("https://api.bitbucket.org/2.0");
    }

    @Test
    void setsEverySettingAndExportsIt() throws Exception {
        ConfigurationAsCode.get().configure(resource("all-settings.yaml"));

        assertThat(exported()).contains("""
                  bitbucketCloud:
                    apiUrl: "https://bitbucket.acme.example/2.0"
                    connectTimeoutSeconds: 5
                    defaultCredentialsId: "bitbucket-prod"
                    expiryWarningDays: 30
                    hostKeyFingerprints: "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM"
                    requestTimeoutSeconds: 60
                    retrySeconds: 900
                    sshHost: "altssh.bitbucket.org:443"
                    sshThroughProxy: true
                """);
    }

    @Test
    void exportsTheTokenEncryptedAndImportsItAgain(@TempDir Path folder) throws Exception {
        String yaml = exported();
        assertThat(yaml)
                .contains(
                        "- bitbucketApiToken:",
                        "email: \"ci@acme.example\"",
                        "labels: \"infra production\"",
                        "expires: \"2027-03-31\"")
                .containsPattern("token: \"\\{AQAA[^\"]+}\"")
                .doesNotContain(TOKEN);
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        String credentials = yaml.substring(yaml.indexOf("credentials:\n"));
        Path file = folder.resolve("credentials.yaml");
        Files.writeString(file, credentials.split("\n(?=\\S)", 2)[0]);

        ConfigurationAsCode.get().configure(file.toUri().toString());

        assertThat(credential().getToken().getPlainText()).isEqualTo(TOKEN);
        assertThat(credential().getLabels()).isEqualTo("infra production");
    }

    /** All that this plugin has to set up: its settings, and its credentials in and outside of a domain. */
    @Test
    void setsUpEverythingFromOneFileAndTakesTheExportBack(@TempDir Path folder) throws Exception {
        ConfigurationAsCode.get().configure(resource("everything.yaml"));
        String first = partsOfThePlugin();
        assertThat(first.lines().map(line -> line.replaceFirst("^[ -]*", "").replaceFirst(":.*", "")))
                .containsAll(fieldsOfTheCredential())
                .containsAll(fieldsOfTheConfiguration());
        Path file = Files.writeString(folder.resolve("exported.yaml"), first);

        ConfigurationAsCode.get().configure(resource("other.yaml"));
        assertThat(partsOfThePlugin())
                .doesNotContain("altssh.bitbucket.org", "of Acme's account", "hostnameSpecification");
        ConfigurationAsCode.get().configure(file.toUri().toString());

        assertThat(withoutTokens(partsOfThePlugin())).isEqualTo(withoutTokens(first));
        assertThat(SystemCredentialsProvider.getInstance().getDomainCredentialsMap().values().stream()
                        .flatMap(List::stream)
                        .map(credential ->
                                ((BitbucketApiToken) credential).getToken().getPlainText()))
                .containsExactly(TOKEN, TOKEN);
    }

    /** The same token is encrypted in another way each time. */
    private static String withoutTokens(String yaml) {
        return yaml.replaceAll("\\{AQAA[^\"]+}", "encrypted");
    }

    /** Of the export, as a file of its own. */
    private static String partsOfThePlugin() throws Exception {
        String yaml = exported();
        return part(yaml, "(?m)^credentials:\\n(?:[ -].*\\n)+")
                + "unclassified:\n"
                + part(yaml, "(?m)^  bitbucketCloud:\\n(?:    .*\\n)+");
    }

    private static String part(String yaml, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(yaml);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group();
    }

    private static BitbucketApiToken configuredWith(Path folder, String lines) throws Exception {
        return configuredWith(folder, "ci@acme.example", lines);
    }

    /** The resulting credential, with these lines instead of its token and labels. */
    private static BitbucketApiToken configuredWith(Path folder, String email, String lines) throws Exception {
        Path file = folder.resolve("credentials.yaml");
        Files.writeString(file, """
                credentials:
                  system:
                    domainCredentials:
                      - credentials:
                          - bitbucketApiToken:
                              scope: GLOBAL
                              id: "bitbucket-prod"
                              email: "%s"
                %s
                """.formatted(email, lines.indent(14)));
        ConfigurationAsCode.get().configure(file.toUri().toString());
        return credential();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    description: x          | It holds no API token.
                    token: ""               | It holds no API token.
                    token: ${NOT_SET}       | It holds no API token.
                    token: a token          | The API token contains a space
                    token: ATCTT3xFfGN0     | This is an access token of a repository
                    token: ATBBn0tARealOne  | This is an app password.
                    """)
    void loadsAnUnusableTokenAndWarnsInTheLogAndOnManageJenkins(String line, String why, @TempDir Path folder)
            throws Exception {
        try (LogRecorder log = new LogRecorder()
                .recordPackage(BitbucketApiToken.class, Level.WARNING)
                .capture(10)) {
            BitbucketApiToken credential = configuredWith(folder, line);

            assertThat(credential.getToken()).isNotNull();
            assertThat(log.getMessages())
                    .anyMatch(message -> message.contains("The credential “bitbucket-prod” can't be used. " + why));
        }
        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            assertThat(browser.goTo("manage").asNormalizedText())
                    .contains("ci@acme.example")
                    .contains(why);
        }
    }

    @ParameterizedTest
    @CsvSource({"acme-ci, is a user name", "ci@@acme.example, is not an email address", "'', has no email"})
    void loadsAnUnusableEmailAndWarnsInTheLogAndOnManageJenkins(String email, String why, @TempDir Path folder)
            throws Exception {
        try (LogRecorder log = new LogRecorder()
                .recordPackage(BitbucketApiToken.class, Level.WARNING)
                .capture(10)) {
            BitbucketApiToken credential =
                    configuredWith(folder, email, "token: ${BITBUCKET_API_TOKEN}\nexpires: \"2027-03-31\"");

            assertThat(credential.getEmail()).isEqualTo(email);
            assertThat(credential.getToken().getPlainText()).isEqualTo(TOKEN);
            assertThat(credential.getExpires()).isEqualTo("2027-03-31");
            assertThat(log.getMessages())
                    .anyMatch(message -> message.contains("The credential “bitbucket-prod” can't be used.")
                            && message.contains(why));
        }
        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            assertThat(browser.goTo("manage").asNormalizedText()).contains(why);
        }
        assertThat(exported()).contains(email).doesNotContain("FAILED TO EXPORT");
    }

    @Test
    void loadsACredentialWithAnInvalidDateAndWarnsInTheLog(@TempDir Path folder) throws Exception {
        try (LogRecorder log = new LogRecorder()
                .recordPackage(BitbucketApiToken.class, Level.WARNING)
                .capture(10)) {
            BitbucketApiToken credential =
                    configuredWith(folder, "token: ${BITBUCKET_API_TOKEN}\nexpires: \"31.03.2027\"");

            assertThat(credential.fault()).isEmpty();
            assertThat(credential.getExpires()).isEmpty();
            assertThat(log.getMessages())
                    .anyMatch(message -> message.contains("Credential “bitbucket-prod”: “31.03.2027” is not a date"));
        }
    }

    @Test
    void takesTheEmailFromAVariable(@TempDir Path folder) throws Exception {
        assertThat(configuredWith(folder, " ${EMAIL:-jane@acme.example} ", "token: ${BITBUCKET_API_TOKEN}")
                        .getEmail())
                .isEqualTo("jane@acme.example");
    }

    @Test
    void removesSpacesAroundTheToken(@TempDir Path folder) throws Exception {
        BitbucketApiToken credential = configuredWith(folder, "token: \"  ${BITBUCKET_API_TOKEN}\\n\"");

        assertThat(credential.getToken().getPlainText()).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels: [infra, production]",
                "labels:\n  - infra\n  - production",
                "labels: infra production",
                "labels: \"infra, production\""
            })
    void acceptsLabelsAsAListAndAsWords(String labels, @TempDir Path folder) throws Exception {
        assertThat(configuredWith(folder, "token: \"${BITBUCKET_API_TOKEN}\"\n" + labels)
                        .getLabels())
                .isEqualTo("infra production");
    }

    /** The documents quote this message, which configuration as code prints before it calls any plugin. */
    @Test
    void failsForADateWithoutQuotes(@TempDir Path folder) {
        assertThatThrownBy(() -> configuredWith(folder, "expires: 2027-03-31"))
                .hasStackTraceContaining("Can't construct a java object for tag");
    }

    private static JSONObject schemaOf(String part, String name) throws Exception {
        return JSONObject.fromObject(browser()
                        .goTo("manage/configuration-as-code/schema", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .getJSONObject("properties")
                .getJSONObject(part)
                .getJSONObject("properties")
                .getJSONObject(name)
                .getJSONObject("properties");
    }

    private static Set<String> fieldsOfTheCredential() {
        return Set.of("scope", "id", "description", "email", "token", "labels", "expires");
    }

    private static Set<String> fieldsOfTheConfiguration() {
        return Set.of(
                "apiUrl",
                "defaultCredentialsId",
                "connectTimeoutSeconds",
                "requestTimeoutSeconds",
                "retrySeconds",
                "sshHost",
                "sshThroughProxy",
                "hostKeyFingerprints",
                "expiryWarningDays");
    }

    @Test
    void hasASchemaForEditorsThatDescribesEachField() throws Exception {
        JSONObject credential = schemaOf("credentials", "bitbucketApiToken");
        JSONObject configuration = schemaOf("unclassified", "bitbucketCloud");

        assertThat(names(credential)).isEqualTo(fieldsOfTheCredential());
        assertThat(names(configuration)).isEqualTo(fieldsOfTheConfiguration());
        assertThat(List.of("email", "token", "labels", "expires"))
                .allSatisfy(field ->
                        assertThat(descriptionOf(credential, field)).as(field).isNotBlank());
        assertThat(fieldsOfTheConfiguration())
                .allSatisfy(field -> assertThat(descriptionOf(configuration, field))
                        .as(field)
                        .isNotBlank());
    }

    private static Set<String> names(JSONObject fields) {
        return Set.copyOf(fields.keySet());
    }

    private static String descriptionOf(JSONObject fields, String name) {
        return fields.getJSONObject(name).optString("description");
    }

    @ParameterizedTest
    @CsvSource({
        "apiUrl, http://bitbucket.acme.example/2.0, must begin with https://",
        "connectTimeoutSeconds, 0, between 1 and 600",
        "requestTimeoutSeconds, 601, between 1 and 600",
        "expiryWarningDays, 366, 0 to 365 days"
    })
    void rejectsAnInvalidSetting(String name, String value, String why, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("nonsense.yaml");
        Files.writeString(file, """
                unclassified:
                  bitbucketCloud:
                    %s: "%s"
                """.formatted(name, value));

        assertThatThrownBy(
                        () -> ConfigurationAsCode.get().configure(file.toUri().toString()))
                .isInstanceOf(ConfiguratorException.class)
                .hasStackTraceContaining(why);
    }
}
