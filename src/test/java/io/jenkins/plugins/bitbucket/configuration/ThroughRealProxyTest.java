package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.ForwardProxy;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import io.jenkins.plugins.bitbucket.testing.TlsFront;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy with a login, and TLS behind it, configured only with Jenkins' proxy and the trust store of its Java. */
@Tag("each-jdk")
class ThroughRealProxyTest extends JenkinsTest {

    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String EVERYTHING = "bitbucketTestConnection credentialsId: 'bitbucket-prod'\n"
            + "bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
            + " branch: 'bump', from: 'topic'\n"
            + "bitbucketOpenPullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
            + " sourceBranch: 'bump', destinationBranch: 'main', title: 'Terraform'\n";
    private static final String BY_SSH = "bitbucketCreateBranch credentialsId: 'bitbucket-key',"
            + " repository: 'acme/infra', branch: '%s', from: 'topic'";

    @AutoClose
    private final TlsFront front = new TlsFront(acme.bitbucket.apiUrl());

    static Stream<ForwardProxy.Kind> kinds() {
        return Stream.of(ForwardProxy.Kind.values()).filter(ForwardProxy.Kind::isHere);
    }

    @BeforeEach
    void trustTheServer(@TempDir Path folder) throws Exception {
        String password = "changeit";
        Path store = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            front.trusting().store(out, password.toCharArray());
        }
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE_PASSWORD, password);
        BitbucketCloudConfiguration.get().setApiUrl(front.url().toString());
        AcmeJenkins.addCredential(acme);
        acme.infra.commit("topic", "versions.tf", "1.9");
    }

    @AfterEach
    void asBefore() throws Exception {
        jenkins.jenkins.setProxy(null);
        BitbucketCloudConfiguration.get().setSshThroughProxy(false);
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
    }

    private static void use(ForwardProxy proxy, String password, String noProxyHosts) throws IOException {
        jenkins.jenkins.setProxy(
                new ProxyConfiguration("127.0.0.1", proxy.port(), ForwardProxy.USER, password, noProxyHosts));
    }

    private void assertEverythingWorks() throws Exception {
        succeed(EVERYTHING);
        assertThat(acme.infra.branches()).contains("bump");
        assertThat(acme.infra.pullRequests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void forwardsEverythingWithTheRightPassword(ForwardProxy.Kind kind) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            use(proxy, ForwardProxy.PASSWORD, null);

            assertEverythingWorks();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isNamedWithTheWrongPasswordWhichIsNotShown(ForwardProxy.Kind kind) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            use(proxy, "open-sesame", null);

            WorkflowRun run = fail(EVERYTHING);

            assertThat(errorOf(run))
                    .contains("the proxy 127.0.0.1:" + proxy.port()
                            + " rejects the user name and password of the proxy settings (407)");
            jenkins.assertLogNotContains("open-sesame", run);
            assertThat(acme.bitbucket.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void forwardsSshOnlyIfConfigured(ForwardProxy.Kind kind) throws Exception {
        KeyPair pair = SshAcme.newPair();
        acme.ci.addSshKey(PublicKeyEntry.toString(pair.getPublic()));
        AcmeKeys.addCredential(SshAcme.privateHalf(pair), "");
        AcmeKeys.speakWith(acme.bitbucket.ssh());
        try (ForwardProxy proxy = ForwardProxy.start(kind)) {
            use(proxy, "open-sesame", null);
            succeed(BY_SSH.formatted("direct"));

            BitbucketCloudConfiguration.get().setSshThroughProxy(true);
            assertThat(errorOf(fail(BY_SSH.formatted("refused"))))
                    .contains("the proxy 127.0.0.1:" + proxy.port()
                            + " rejects the user name and password of the proxy settings (407)");

            use(proxy, ForwardProxy.PASSWORD, null);
            succeed(BY_SSH.formatted("through"));

            use(proxy, "open-sesame", acme.bitbucket.ssh().host());
            succeed(BY_SSH.formatted("bypassing"));
        }
        assertThat(acme.infra.branches())
                .contains("direct", "through", "bypassing")
                .doesNotContain("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "local*", "*.example\nlocalhost"})
    void isBypassedForItsExceptions(String noProxyHosts) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start()) {
            use(proxy, "open-sesame", noProxyHosts);

            assertEverythingWorks();
        }
    }

    @Test
    void getsThePasswordThatWasCorrectedWithTheNextRequest() throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start()) {
            use(proxy, "open-sesame", null);
            fail(EVERYTHING);

            use(proxy, ForwardProxy.PASSWORD, null);

            assertEverythingWorks();
        }
    }

    @Test
    void isUsedDespiteAnExistingConnection() throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start()) {
            succeed(EVERYTHING);

            use(proxy, "open-sesame", null);

            assertThat(errorOf(fail(EVERYTHING))).contains("(407)");
        }
    }
}
