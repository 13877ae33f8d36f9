package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryOfBuildTest extends StepTest {

    @BeforeAll
    static void letBuildsCheckOut() throws Exception {
        jenkins.jenkins.setNumExecutors(1);
    }

    @BeforeEach
    void nameCredentialsOnce() {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
    }

    private void assertBranchInInfra(String name) {
        assertThat(acme.infra.tip(name)).contains(acme.firstCommit);
    }

    /** A step on an executor that checks out the repository. */
    private static String checkOut(HostedRepository repository) {
        return "node { git url: '" + repository.gitUrl() + "', branch: 'main', credentialsId: 'bitbucket-prod' }\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/infra",
                "https://bitbucket.org/acme/infra",
                "https://acme-ci@bitbucket.org/acme/infra.git",
                "git@bitbucket.org:acme/infra.git",
                "ssh://git@ssh.bitbucket.org/acme/infra.git",
                "THE EMBEDDED ONE"
            })
    void isNamedBySlugOrByCloneUrl(String named) throws Exception {
        String repository =
                named.replace("THE EMBEDDED ONE", acme.infra.gitUrl().toString());

        succeed("bitbucketCreateBranch branch: 'bump', repository: '" + repository + "'");

        assertBranchInInfra("bump");
    }

    @ParameterizedTest
    @CsvSource({
        "infra, workspace/slug",
        "https://github.com/acme/infra.git, github.com",
        "git@github.com:acme/infra.git, github.com",
        "acme/infra/src, workspace/slug"
    })
    void isRejectedIfItIsNotOnBitbucketCloud(String named, String hint) throws Exception {
        String error = errorOf(fail("bitbucketCreateBranch branch: 'bump', repository: '" + named + "'"));

        assertThat(error).contains(hint);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isTheOneOfTheVariableGitUrl() throws Exception {
        succeed("withEnv(['GIT_URL=https://bitbucket.org/acme/infra.git']) { bitbucketCreateBranch branch: 'bump' }");

        assertBranchInInfra("bump");
    }

    @Test
    void isTheOneThatTheBuildCheckedOut() throws Exception {
        succeed(checkOut(acme.infra) + "bitbucketCreateBranch branch: 'bump'");

        assertBranchInInfra("bump");
    }

    @Test
    void isTheOneThatADeclarativePipelineCheckedOut() throws Exception {
        succeed("""
                pipeline {
                    agent any
                    stages {
                        stage('Branch') {
                            steps {
                                checkout scmGit(
                                    branches: [[name: 'main']],
                                    userRemoteConfigs: [[url: '%s', credentialsId: 'bitbucket-prod']])
                                bitbucketCreateBranch branch: 'bump'
                            }
                        }
                    }
                }
                """.formatted(acme.infra.gitUrl()));

        assertBranchInInfra("bump");
    }

    @Test
    void isTheOneThatTheBuildCheckedOutFromTwoOfItsCloneUrls() throws Exception {
        String tip = acme.infra.commit("main", "main.tf", "1");
        String withUser = acme.infra.gitUrl().toString().replace("http://", "http://x-bitbucket-api-token-auth@");

        succeed(checkOut(acme.infra)
                + "node { git url: '" + withUser + "', branch: 'main', credentialsId: 'bitbucket-prod' }\n"
                + "bitbucketSetBuildStatus key: 'build', state: 'successful'\n"
                + "bitbucketCreateBranch branch: 'bump'");

        assertThat(acme.infra.tip("bump")).contains(tip);
        assertThat(acme.infra.statuses(tip)).hasSize(1);
    }

    @Test
    void isRequiredIfTheBuildCheckedOutSeveral() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/hello.groovy", "def call() {}");

        String error = errorOf(fail(checkOut(library) + checkOut(acme.infra) + "bitbucketCreateBranch branch: 'bump'"));

        assertThat(error).contains("The repository is not known: set repository");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isNotThatOfALibraryEvenIfNothingElseWasCheckedOut() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/hello.groovy", "def call() { echo 'Hello from the library' }");
        String script = "library identifier: 'library@main', retriever: modernSCM(%sgitSource(remote: '%s',"
                + " credentialsId: 'bitbucket-prod'))\nhello()\nbitbucketCreateBranch branch: 'bump'";

        for (String clone : List.of("scm: ", "clone: true, scm: ")) {
            WorkflowRun run = fail(script.formatted(clone, library.gitUrl()));

            jenkins.assertLogContains("Hello from the library", run);
            assertThat(errorOf(run)).contains("The repository is not known: set repository");
        }
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isTheOneThatTheBuildCheckedOutInAdditionToALibrary() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/hello.groovy", "def call() { echo 'Hello from the library' }");

        succeed("library identifier: 'library@main', retriever: modernSCM(scm: gitSource(remote: '" + library.gitUrl()
                + "', credentialsId: 'bitbucket-prod'))\n" + checkOut(acme.infra)
                + "bitbucketCreateBranch branch: 'bump'");

        assertBranchInInfra("bump");
    }

    @Test
    void isRequiredIfTheBuildProvidesNone() throws Exception {
        String error = errorOf(fail("bitbucketCreateBranch branch: 'bump'"));

        assertThat(error).contains("The repository is not known: set repository to “workspace/slug”");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isRequiredIfTheBuildsRepositoryIsElsewhere() throws Exception {
        String error =
                errorOf(fail("withEnv(['GIT_URL=https://github.com/x/y']) { bitbucketCreateBranch branch: 'bump' }"));

        assertThat(error).contains("not of a repository on Bitbucket Cloud", "github.com");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void isThatOfTheMultibranchProjectAsIsTheSourceBranch() throws Exception {
        acme.infra.commit("bump", "Jenkinsfile", "bitbucketOpenPullRequest title: 'Terraform 1.9'");

        buildBranch("bump");

        assertPullRequestFromBumpInInfra();
    }

    @Test
    void isThatOfTheMultibranchProjectEvenIfTheBuildChecksOutALibraryFirst() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/hello.groovy", "def call() {}");
        acme.infra.commit("bump", "Jenkinsfile", checkOut(library) + "bitbucketOpenPullRequest title: 'Terraform 1.9'");

        buildBranch("bump");

        assertPullRequestFromBumpInInfra();
    }

    private void assertPullRequestFromBumpInInfra() {
        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.source()).isEqualTo("bump");
            assertThat(pullRequest.destination()).isEqualTo("main");
        });
    }

    /** Makes Jenkins find and build the branches of acme/infra with a Jenkinsfile. */
    private void buildBranch(String name) throws Exception {
        GitSCMSource source = new GitSCMSource(acme.infra.gitUrl().toString());
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        WorkflowJob job = project.getItem(name);
        jenkins.assertBuildStatus(Result.SUCCESS, job.getLastBuild());
    }
}
