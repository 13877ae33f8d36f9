package io.jenkins.plugins.bitbucket.branchsource;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMSource;
import com.cloudbees.jenkins.plugins.bitbucket.trait.BranchDiscoveryTrait;
import hudson.ExtensionList;
import hudson.model.Result;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.nio.file.Files;
import java.util.List;
import jenkins.branch.BranchSource;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The real Bitbucket Branch Source, with this credential alone; {@link EmbeddedApi} says what is bent. */
@WithJenkins
@Timeout(180)
class BranchSourceTest {

    static final String CLOUD = "https://bitbucket.org";

    @AutoClose
    private static final Acme ACME = new Acme();

    private static JenkinsRule jenkins;
    private static BitbucketApiToken credential;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        credential = AcmeJenkins.addCredential(ACME);
        EmbeddedApi.install(ACME.bitbucket);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void offersTheCredentialOnceByItsName() throws Exception {
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);

        assertThat(ExtensionList.lookupSingleton(BitbucketSCMSource.DescriptorImpl.class)
                        .doFillCredentialsIdItems(project, CLOUD))
                .filteredOn(option -> option.value.equals(AcmeJenkins.ID))
                .singleElement()
                .satisfies(option -> assertThat(option.name).isEqualTo("ci@acme.example (Opens pull requests)"));
    }

    @Test
    void findsBuildsAndClonesTheBranchesOfARepository() throws Exception {
        ACME.infra.commit("main", "Jenkinsfile", "node { checkout scm; echo readFile('README.md') }");
        ACME.infra.commit("bump", "README.md", "Terraform 1.9\n");
        BitbucketSCMSource source = new BitbucketSCMSource("acme", "infra");
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(new BranchDiscoveryTrait(true, true)));
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source));

        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        assertThat(project.getIndexing().getResult())
                .as(Files.readString(project.getIndexing().getLogFile().toPath()))
                .isEqualTo(Result.SUCCESS);
        jenkins.assertLogContains(
                "Acme's infrastructure",
                jenkins.assertBuildStatusSuccess(project.getItem("main").getLastBuild()));
        jenkins.assertLogContains(
                "Terraform 1.9",
                jenkins.assertBuildStatusSuccess(project.getItem("bump").getLastBuild()));
        assertThat(ACME.bitbucket.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.status()).isEqualTo(200);
            assertSentBy("ci@acme.example", request);
        });
        assertThat(ACME.bitbucket.gitRequests())
                .filteredOn(request -> request.header("Authorization").isPresent())
                .isNotEmpty()
                .allSatisfy(request -> assertSentBy("x-bitbucket-api-token-auth", request));
    }

    private static void assertSentBy(String user, RecordedRequest request) {
        assertThat(request.header("Authorization"))
                .hasValue(Acme.authorization(user, credential.getToken().getPlainText()));
    }
}
