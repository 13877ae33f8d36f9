package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * Git wherever Jenkins runs it, in private repositories and with this credential only. The embedded Bitbucket serves
 * git over HTTP on this machine, without TLS; git itself is real.
 */
class GitTest extends JenkinsTest {

    private BitbucketApiToken credential;

    @BeforeEach
    void addTheCredential() throws Exception {
        credential = AcmeJenkins.addCredential(acme);
    }

    /** Git first connects without a user name; any user name that it sends is the one for tokens. */
    @AfterEach
    void gitUsedTheUserNameForTokens() {
        String token = credential.getToken().getPlainText();
        assertThat(acme.bitbucket.gitRequests())
                .filteredOn(request -> request.header("Authorization").isPresent())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.header("Authorization"))
                        .hasValue(Acme.authorization("x-bitbucket-api-token-auth", token)));
    }

    private String consoleOf(String script) throws Exception {
        return log(succeed(script));
    }

    private String log(WorkflowRun run) throws Exception {
        String log = JenkinsRule.getLog(run);
        assertThat(log).doesNotContain(credential.getToken().getPlainText());
        return log;
    }

    private static GitSCMSource source(HostedRepository repository) {
        GitSCMSource source = new GitSCMSource(repository.gitUrl().toString());
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        return source;
    }

    @Test
    void clonesInAPipeline() throws Exception {
        String log = consoleOf("""
                node {
                    git url: '%s', credentialsId: 'bitbucket-prod', branch: 'main'
                    echo readFile('README.md')
                }
                """.formatted(acme.infra.gitUrl()));

        assertThat(log).contains(acme.firstCommit, "Acme's infrastructure");
    }

    @Test
    void clonesWithAllOptionsOfGit() throws Exception {
        String log = consoleOf("""
                node {
                    checkout scmGit(
                        branches: [[name: 'main']],
                        userRemoteConfigs: [[url: '%s', credentialsId: 'bitbucket-prod']])
                    echo readFile('README.md')
                }
                """.formatted(acme.infra.gitUrl()));

        assertThat(log).contains(acme.firstCommit, "Acme's infrastructure");
    }

    @Test
    void findsAndBuildsTheBranchesOfAMultibranchProject() throws Exception {
        acme.infra.commit("main", "Jenkinsfile", "node { checkout scm; echo readFile('README.md') }");
        acme.infra.commit("bump", "README.md", "Terraform 1.9\n");

        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source(acme.infra)));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        assertThat(log(jenkins.assertBuildStatusSuccess(project.getItem("main").getLastBuild())))
                .contains("Acme's infrastructure");
        assertThat(log(jenkins.assertBuildStatusSuccess(project.getItem("bump").getLastBuild())))
                .contains("Terraform 1.9");
    }

    @Test
    void loadsAPipelineLibrary() throws Exception {
        HostedRepository repository = acme.workspace.repository("library");
        repository.commit("main", "vars/hello.groovy", "def call() { echo 'Hello from the library' }");
        LibraryConfiguration library = new LibraryConfiguration("acme", new SCMSourceRetriever(source(repository)));
        GlobalLibraries.get().setLibraries(List.of(library));

        String log = consoleOf("@Library('acme@main') _\nhello()");

        assertThat(log).contains("Hello from the library");
    }

    @Test
    void pushesByTheCommandLine() throws Exception {
        succeed("""
                node {
                    git url: '%s', credentialsId: 'bitbucket-prod', branch: 'main'
                    withCredentials([gitUsernamePassword(credentialsId: 'bitbucket-prod', gitToolName: 'Default')]) {
                        sh '''
                            git fetch origin
                            git -c user.name=CI -c user.email=ci@acme.example commit --allow-empty -m 'Terraform 1.9'
                            git push origin HEAD:refs/heads/bump
                        '''
                    }
                }
                """.formatted(acme.infra.gitUrl()));

        assertThat(acme.infra.tip("main")).hasValue(acme.firstCommit);
        assertThat(acme.infra.tip("bump")).isPresent().get().isNotEqualTo(acme.firstCommit);
    }
}
