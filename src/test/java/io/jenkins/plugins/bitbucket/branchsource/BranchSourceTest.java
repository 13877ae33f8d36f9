package io.jenkins.plugins.bitbucket.branchsource;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMSource;
import com.cloudbees.jenkins.plugins.bitbucket.trait.BranchDiscoveryTrait;
import hudson.ExtensionList;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real Bitbucket Branch Source, with this credential only; {@link EmbeddedApi} describes what is redirected. */
class BranchSourceTest extends JenkinsTest {

    private BitbucketApiToken credential;

    @BeforeEach
    void lendTheCredential() throws Exception {
        credential = AcmeJenkins.addCredential(acme);
        EmbeddedApi.install(acme.bitbucket);
    }

    @Test
    void offersTheCredentialOnceByItsName() throws Exception {
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);

        assertThat(ExtensionList.lookupSingleton(BitbucketSCMSource.DescriptorImpl.class)
                        .doFillCredentialsIdItems(project, EmbeddedApi.CLOUD))
                .filteredOn(option -> option.value.equals(AcmeJenkins.ID))
                .singleElement()
                .satisfies(option -> assertThat(option.name).isEqualTo("ci@acme.example (Opens pull requests)"));
    }

    @Test
    void findsBuildsAndClonesTheBranchesOfARepository() throws Exception {
        acme.infra.commit("main", "Jenkinsfile", "node { checkout scm; echo readFile('README.md') }");
        acme.infra.commit("bump", "README.md", "Terraform 1.9\n");
        BranchSourceProject project = new BranchSourceProject(jenkins, new BranchDiscoveryTrait(true, true));

        project.index();

        jenkins.assertLogContains(
                "Acme's infrastructure", jenkins.assertBuildStatusSuccess(project.lastBuildOf("main")));
        jenkins.assertLogContains("Terraform 1.9", jenkins.assertBuildStatusSuccess(project.lastBuildOf("bump")));
        assertThat(acme.bitbucket.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.status()).isEqualTo(200);
            assertSentBy("ci@acme.example", request);
        });
        assertThat(acme.bitbucket.gitRequests())
                .filteredOn(request -> request.header("Authorization").isPresent())
                .isNotEmpty()
                .allSatisfy(request -> assertSentBy("x-bitbucket-api-token-auth", request));
    }

    private void assertSentBy(String user, RecordedRequest request) {
        assertThat(request.header("Authorization"))
                .hasValue(Acme.authorization(user, credential.getToken().getPlainText()));
    }
}
