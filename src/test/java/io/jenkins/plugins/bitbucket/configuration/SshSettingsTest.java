package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.ConnectProxy;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import jenkins.model.Jenkins;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.NoHostKeyVerificationStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The SSH host, its keys, and the test of a key, on the System page. */
class SshSettingsTest extends JenkinsTest {

    private final EmbeddedSsh ssh = acme.bitbucket.ssh();
    private final KeyPair pair = SshAcme.newPair();
    private final String publicHalf = PublicKeyEntry.toString(pair.getPublic());

    @BeforeAll
    static void prepare() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator")
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader"));
    }

    @BeforeEach
    void useAcme() throws Exception {
        AcmeKeys.speakWith(ssh);
        AcmeKeys.addCredential(SshAcme.privateHalf(pair), "");
    }

    /** The request of the button with the values in the form, and its result. */
    private String test(String host, String fingerprints, String repository) throws Exception {
        return test(host, fingerprints, false, repository);
    }

    private String testThroughProxy() throws Exception {
        return test(host(), ssh.fingerprint(), true, "");
    }

    private String test(String host, String fingerprints, boolean throughProxy, String repository) throws Exception {
        return ask(
                        "administrator",
                        HttpMethod.POST,
                        "testSshKey",
                        new NameValuePair("sshHost", host),
                        new NameValuePair("hostKeyFingerprints", fingerprints),
                        new NameValuePair("sshThroughProxy", String.valueOf(throughProxy)),
                        new NameValuePair("testKeyId", AcmeKeys.ID),
                        new NameValuePair("testRepository", repository))
                .getContentAsString();
    }

    private String test(String repository) throws Exception {
        return test(host(), ssh.fingerprint(), repository);
    }

    private String host() {
        return ssh.host() + ":" + ssh.port();
    }

    private static WebResponse ask(String user, HttpMethod method, String question, NameValuePair... parameters)
            throws Exception {
        try (JenkinsRule.WebClient browser =
                browser().withJavaScriptEnabled(false).withBasicApiToken(user)) {
            browser.setThrowExceptionOnFailingStatusCode(false);
            WebRequest request = new WebRequest(
                    new URL(
                            jenkins.getURL(),
                            "descriptorByName/" + BitbucketCloudConfiguration.class.getName() + "/" + question),
                    method);
            request.setRequestParameters(List.of(parameters));
            return browser.getPage(method == HttpMethod.POST ? browser.addCrumb(request) : request)
                    .getWebResponse();
        }
    }

    private static String key(String file) throws Exception {
        try (InputStream in =
                SshSettingsTest.class.getResourceAsStream("../core/git/ssh/KeyReaderTest/" + file + ".key")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aKeyOfAnAccount() throws Exception {
        acme.ci.addSshKey(publicHalf);

        assertThat(test(""))
                .startsWith("<div class=\"ok\">")
                .contains("Bitbucket knows the key as the key of an account.");
        assertThat(test("acme/infra")).startsWith("<div class=\"ok\">").contains("acme/infra can be read with it.");
        assertThat(test("acme/nothing"))
                .startsWith("<div class=\"warning\">")
                .contains("Can't read the repository acme/nothing");
    }

    @Test
    void anAccessKey() throws Exception {
        acme.infra.addAccessKey("Jenkins", publicHalf);

        assertThat(test(""))
                .startsWith("<div class=\"warning\">")
                .contains("creating branches will not work", "It can read acme/infra.");
    }

    @Test
    void aRejectedKeyWithItsPublicKey() throws Exception {
        assertThat(test(""))
                .startsWith("<div class=\"error\">")
                .contains("Bitbucket does not know the SSH key.", "<pre>" + publicHalf + "</pre>")
                .contains("role=\"alert\"", "<a href=\"" + SshErrorDecoder.KEYS_PAGE + "\"");
    }

    @Test
    void anUnknownHostKey() throws Exception {
        acme.ci.addSshKey(publicHalf);

        assertThat(test(host(), "", ""))
                .startsWith("<div class=\"error\">")
                .contains("The host key of " + host() + " is " + ssh.fingerprint() + ", which is not trusted");
    }

    @Test
    void anUnreachableHost() throws Exception {
        assertThat(test("127.0.0.1:1", "", ""))
                .startsWith("<div class=\"error\">")
                .contains("127.0.0.1:1 can't be reached");
    }

    @ParameterizedTest
    @CsvSource({
        "openssh-ed25519-locked, The passphrase of the SSH key is wrong.",
        "refused/openssh-dsa, ssh-dss",
        "refused/pkcs8-ed448, type"
    })
    void anUnusableKey(String file, String words) throws Exception {
        AcmeKeys.addCredential(key(file), "wrong");

        assertThat(test("")).startsWith("<div class=\"error\">").contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssh-ed25519", "openssh-rsa", "pem-ecdsa256", "pkcs8-ed25519", "pem-rsa"})
    void readsEveryKeyFormat(String file) throws Exception {
        AcmeKeys.addCredential(key(file), "");

        assertThat(test("")).contains("Bitbucket does not know the SSH key.");
    }

    @Test
    void isForAdministratorsAndPostsOnly() throws Exception {
        for (String question : List.of("testSshKey", "checkSshHost", "checkHostKeyFingerprints")) {
            NameValuePair value = new NameValuePair("value", "");
            assertThat(ask("reader", HttpMethod.POST, question, value).getStatusCode())
                    .isEqualTo(403);
            assertThat(ask("administrator", HttpMethod.GET, question, value).getStatusCode())
                    .isEqualTo(404);
        }
        assertThat(ask("reader", HttpMethod.POST, "fillTestKeyIdItems").getContentAsString())
                .doesNotContain(AcmeKeys.ID);
        assertThat(ask("administrator", HttpMethod.POST, "fillTestKeyIdItems").getContentAsString())
                .contains(AcmeKeys.ID);
    }

    @Test
    void areSavedAndCheckedAndSurviveTheSystemPage() throws Exception {
        try (JenkinsRule.WebClient browser = browser().login("administrator")) {
            HtmlForm page = browser.goTo("manage/configure").getFormByName("config");
            page.getInputByName("_.sshHost").setValue("altssh.bitbucket.org:443");
            page.getInputByName("_.sshThroughProxy").setChecked(true);
            page.getTextAreaByName("_.hostKeyFingerprints").setText("");
            jenkins.submit(page);
        }
        BitbucketCloudConfiguration saved = new BitbucketCloudConfiguration();

        assertThat(saved.getSshHost()).isEqualTo("altssh.bitbucket.org:443");
        assertThat(saved.getHostKeyFingerprints()).isEmpty();
        assertThat(saved.isSshThroughProxy()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> saved.setSshHost("no host"));
        assertThatIllegalArgumentException().isThrownBy(() -> saved.setHostKeyFingerprints("MD5:00"));
        assertThat(saved.getSshHost()).isEqualTo("altssh.bitbucket.org:443");
    }

    /** Git's settings are read for each connection, so a host that they name needs no fingerprint here. */
    @Test
    void usesGitsHostKeysIfTheyNameTheHost() throws Exception {
        acme.ci.addSshKey(publicHalf);
        String other = PublicKeyEntry.toString(SshAcme.newPair().getPublic());
        String host = "[" + ssh.host() + "]:" + ssh.port() + " ";
        String right = ssh.publicKey();
        String gitsSetting = "For this host, only the setting “Manage Jenkins → Security → Git Host Key Verification"
                + " Configuration” counts.";

        AcmeKeys.nameHostKeys(host + right);
        assertThat(test(host(), "", "")).startsWith("<div class=\"ok\">");

        AcmeKeys.nameHostKeys(host + other);
        assertThat(test(host(), ssh.fingerprint(), "")).contains("which is not trusted", gitsSetting);

        AcmeKeys.nameHostKeys(host + right + "\n@revoked " + host + right);
        assertThat(test(host(), ssh.fingerprint(), "")).contains("which is not trusted", gitsSetting);

        AcmeKeys.nameHostKeys("one-word\n" + host + right + "\n@revoked " + host + right);
        assertThat(test(host(), ssh.fingerprint(), "")).contains("which is not trusted", gitsSetting);

        AcmeKeys.nameHostKeys("@revoked " + host + other + "\n@cert-authority * " + other);
        assertThat(test(host(), ssh.fingerprint(), "")).startsWith("<div class=\"ok\">");

        AcmeKeys.nameHostKeys("@revoked " + host + right);
        assertThat(test(host(), ssh.fingerprint(), "")).contains("which is not trusted", gitsSetting);

        AcmeKeys.nameHostKeys("example.org " + other);
        assertThat(test(host(), ssh.fingerprint(), "")).startsWith("<div class=\"ok\">");
        assertThat(test(host(), "", "")).contains("which is not trusted").doesNotContain("only the setting");

        GitHostKeyVerificationConfiguration.get()
                .setSshHostKeyVerificationStrategy(new NoHostKeyVerificationStrategy());
        assertThat(test(host(), "", "")).startsWith("<div class=\"ok\">");
    }

    @Test
    void testsAKeyThroughTheProxyInTheForm() throws Exception {
        acme.ci.addSshKey(publicHalf);
        try (ConnectProxy proxy = new ConnectProxy(ssh.port()).refuses("HTTP/1.1 403 Forbidden\r\n\r\n")) {
            jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), null, null, null));

            assertThat(test("")).startsWith("<div class=\"ok\">");
            assertThat(testThroughProxy())
                    .startsWith("<div class=\"error\">")
                    .contains("the proxy 127.0.0.1:" + proxy.port() + " refuses a connection to " + ssh.host());
        } finally {
            jenkins.jenkins.setProxy(null);
        }
    }

    @Test
    void neverShowsTheKey() throws Exception {
        String secret = SshAcme.privateHalf(pair).lines().skip(2).findFirst().orElseThrow();

        assertThat(test("acme/infra")).doesNotContain(secret);
    }

    @ParameterizedTest
    @CsvSource({
        "'', git@ssh.bitbucket.org:acme/infra.git, ssh.bitbucket.org",
        "'', git@bitbucket.org:acme/infra.git, bitbucket.org",
        "'', ssh://git@altssh.bitbucket.org:443/acme/infra.git, altssh.bitbucket.org:443",
        "'', https://bitbucket.org/acme/infra.git, ssh.bitbucket.org",
        "'', acme/infra, ssh.bitbucket.org",
        "git.acme.example:2222, git@bitbucket.org:acme/infra.git, git.acme.example:2222"
    })
    void usesTheHostInACloneUrlUnlessOneIsConfigured(String set, String repository, String host) {
        BitbucketCloudConfiguration.get().setSshHost(set);

        assertThat(BitbucketCloudConfiguration.get().sshHostOf(repository)).hasToString(host);
    }
}
