package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.SecretSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ConfigurationAsCodeTest {

    private static final String TOKEN = Canary.START + "-the-token-of-ci";

    private static JenkinsRule jenkins;

    /** Stands for the environment or a vault. */
    @TestExtension
    public static final class Vault extends SecretSource {
        @Override
        public Optional<String> reveal(String secret) {
            return secret.equals("BITBUCKET_API_TOKEN") ? Optional.of(TOKEN) : Optional.empty();
        }
    }

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void configure() throws Exception {
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
    void makesTheCredentialAndTheDefault() {
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
                """);
    }

    @Test
    void exportsTheTokenOnlyEncryptedAndTakesTheExportBack(@TempDir Path folder) throws Exception {
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

    @Test
    void hasASchemaForEditors() throws Exception {
        JSONObject parts = JSONObject.fromObject(jenkins.createWebClient()
                        .goTo("manage/configuration-as-code/schema", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .getJSONObject("properties");

        assertThat(fieldsOf(parts.getJSONObject("credentials"), "bitbucketApiToken"))
                .containsExactlyInAnyOrder("scope", "id", "description", "email", "token", "labels", "expires");
        assertThat(fieldsOf(parts.getJSONObject("unclassified"), "bitbucketCloud"))
                .containsExactlyInAnyOrder(
                        "apiUrl",
                        "defaultCredentialsId",
                        "connectTimeoutSeconds",
                        "requestTimeoutSeconds",
                        "retrySeconds",
                        "sshHost",
                        "hostKeyFingerprints",
                        "expiryWarningDays");
    }

    private static Set<String> fieldsOf(JSONObject part, String name) {
        JSONObject fields = part.getJSONObject("properties").getJSONObject(name).getJSONObject("properties");
        return Set.copyOf(fields.keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "apiUrl, http://bitbucket.acme.example/2.0, must begin with https://",
        "connectTimeoutSeconds, 0, between 1 and 600",
        "requestTimeoutSeconds, 601, between 1 and 600",
        "expiryWarningDays, 366, 0 to 365 days"
    })
    void refusesASettingThatMakesNoSense(String name, String value, String why, @TempDir Path folder) throws Exception {
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
