package io.jenkins.plugins.bitbucket.branchsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMNavigator;
import com.cloudbees.jenkins.plugins.bitbucket.trait.BranchDiscoveryTrait;
import com.cloudbees.jenkins.plugins.bitbucket.trait.ForkPullRequestDiscoveryTrait;
import com.cloudbees.jenkins.plugins.bitbucket.trait.OriginPullRequestDiscoveryTrait;
import hudson.model.Result;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import hudson.slaves.EnvironmentVariablesNodeProperty.Entry;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import jenkins.branch.OrganizationFolder;
import jenkins.model.JenkinsLocationConfiguration;
import jenkins.plugins.git.GitSCMSource;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.trait.SCMSourceTrait;
import jenkins.scm.impl.NullSCMSource;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;

/** Steps without a repository or branch, in projects of the real Bitbucket Branch Source, without a checkout. */
class StepsInBranchSourceProjectsTest extends JenkinsTest {

    private static final String STEPS = "bitbucketCreateBranch branch: 'x'\nbitbucketOpenPullRequest title: 'y'\n";
    private static final SCMSourceTrait BRANCHES = new BranchDiscoveryTrait(true, true);
    private static final SCMSourceTrait PULL_REQUESTS =
            new OriginPullRequestDiscoveryTrait(Set.of(ChangeRequestCheckoutStrategy.HEAD));

    @BeforeEach
    void prepare() throws Exception {
        AcmeJenkins.addCredential(acme);
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
        EmbeddedApi.install(acme.bitbucket);
    }

    @AfterEach
    void restore() throws IOException {
        GlobalLibraries.get().setLibraries(List.of());
        jenkins.jenkins.getGlobalNodeProperties().clear();
        JenkinsLocationConfiguration.get().setUrl(jenkins.getURL().toString());
    }

    /** Every build checks it out with git. */
    private void addLibrary() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/hello.groovy", "def call() { echo 'Hello from the library' }");
        GitSCMSource source = new GitSCMSource(library.gitUrl().toString());
        source.setCredentialsId(AcmeJenkins.ID);
        LibraryConfiguration configuration = new LibraryConfiguration("library", new SCMSourceRetriever(source));
        configuration.setDefaultVersion("main");
        configuration.setImplicit(true);
        GlobalLibraries.get().setLibraries(List.of(configuration));
    }

    private void openPullRequest(String from, String into) {
        acme.client()
                .repository(Acme.INFRA)
                .openPullRequest(new PullRequestChange()
                        .title("Opened by hand")
                        .source(new BranchName(from))
                        .destination(new BranchName(into)))
                .join();
    }

    /** Branch Source constructs the addresses of forks itself, and git must be redirected from there. */
    private void sendGitHere() throws IOException {
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(
                        new Entry("GIT_CONFIG_COUNT", "1"),
                        new Entry(
                                "GIT_CONFIG_KEY_0",
                                "url." + acme.bitbucket.apiUrl().resolve("/") + ".insteadOf"),
                        new Entry("GIT_CONFIG_VALUE_0", EmbeddedApi.CLOUD + "/")));
    }

    private WorkflowRun build(String name, SCMSourceTrait... discovery) throws Exception {
        BranchSourceProject project = new BranchSourceProject(jenkins, discovery);
        project.index();
        return project.lastBuildOf(name);
    }

    private void assertMadeInInfra(String pullRequestFrom, String into) {
        assertThat(acme.infra.tip("x")).contains(acme.firstCommit);
        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.title()).isEqualTo("y");
            assertThat(pullRequest.source()).isEqualTo(pullRequestFrom);
            assertThat(pullRequest.destination()).isEqualTo(into);
        });
    }

    @Test
    void useTheProjectsRepositoryAndBranch() throws Exception {
        acme.infra.commit("bump", "Jenkinsfile", STEPS);

        jenkins.assertBuildStatusSuccess(build("bump", BRANCHES));

        assertMadeInInfra("bump", "main");
    }

    /** A status with only a key, in the build of a branch and in that of its pull request. */
    @ParameterizedTest
    @EnumSource(ChangeRequestCheckoutStrategy.class)
    void setAStatusOnTheNewestCommitOfAPullRequest(ChangeRequestCheckoutStrategy strategy) throws Exception {
        acme.infra.commit("bump", "Jenkinsfile", "bitbucketBuildStatus('build') { echo 'built' }");
        String commit = acme.infra.tip("bump").orElseThrow();
        acme.infra.commit("main", "main.tf", "1");
        openPullRequest("bump", "main");

        jenkins.assertBuildStatusSuccess(build("PR-1", new OriginPullRequestDiscoveryTrait(Set.of(strategy))));

        assertThat(acme.infra.statuses(commit))
                .filteredOn(status -> status.key().equals("build"))
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.state()).isEqualTo("SUCCESSFUL");
                    assertThat(status.refname()).isEqualTo("bump");
                });
    }

    @Test
    void useTheProjectsRepositoryEvenIfTheBuildChecksOutALibrary() throws Exception {
        addLibrary();
        acme.infra.commit("bump", "Jenkinsfile", "hello()\n" + STEPS);

        WorkflowRun run = build("bump", BRANCHES);

        jenkins.assertLogContains("Hello from the library", jenkins.assertBuildStatusSuccess(run));
        assertMadeInInfra("bump", "main");
    }

    @Test
    void useTheRepositoryOfAProjectInAnOrganizationFolder() throws Exception {
        acme.infra.commit("bump", "Jenkinsfile", STEPS);
        BitbucketSCMNavigator navigator = new BitbucketSCMNavigator("acme");
        navigator.setCredentialsId(AcmeJenkins.ID);
        navigator.setTraits(List.of(BRANCHES));
        OrganizationFolder organization = jenkins.createProject(OrganizationFolder.class);
        organization.getNavigators().add(navigator);

        organization.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        WorkflowJob bump = jenkins.jenkins.getItemByFullName(organization.getName() + "/infra/bump", WorkflowJob.class);
        assertThat(bump).isNotNull();
        jenkins.assertBuildStatusSuccess(bump.getLastBuild());
        assertMadeInInfra("bump", "main");
    }

    @Test
    void updateThePullRequestThatIsBuilt() throws Exception {
        addLibrary();
        acme.infra.commit("bump", "Jenkinsfile", "hello()\n" + STEPS);
        openPullRequest("bump", "main");

        jenkins.assertBuildStatusSuccess(build("PR-1", PULL_REQUESTS));

        assertMadeInInfra("bump", "main");
    }

    @Test
    void keepTheDestinationOfThePullRequestThatIsBuilt() throws Exception {
        acme.infra.commit("develop", "README.md", "develop");
        acme.infra.commit("bump", "Jenkinsfile", STEPS);
        openPullRequest("bump", "develop");

        jenkins.assertBuildStatusSuccess(build("PR-1", PULL_REQUESTS));

        assertMadeInInfra("bump", "develop");
    }

    /** Branch Source sets its status when the build checks out, and again at the end of the build. */
    @Test
    void mergeTheGreenPullRequestThatIsBuiltAlthoughItsOwnStatusIsInProgress() throws Exception {
        acme.infra.commit("bump", "Jenkinsfile", "node { checkout scm }\nbitbucketMergePullRequest when: 'green'");
        openPullRequest("bump", "main");
        JenkinsLocationConfiguration.get().setUrl("https://jenkins.acme.example/");

        jenkins.assertBuildStatusSuccess(build("PR-1", PULL_REQUESTS));

        assertThat(acme.infra.pullRequests())
                .singleElement()
                .satisfies(pullRequest -> assertThat(pullRequest.state()).isEqualTo("MERGED"));
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.path().endsWith("/statuses/build"))
                .extracting(RecordedRequest::body)
                .first(STRING)
                .contains("INPROGRESS", "https://jenkins.acme.example/");
    }

    /** Jenkins removes the source from the job of a pull request that is merged or declined. */
    @Test
    void useTheProjectsRepositoryAfterThePullRequestIsGone() throws Exception {
        String commit = acme.infra.commit(
                "bump",
                "Jenkinsfile",
                "bitbucketTestConnection()\nbitbucketSetBuildStatus key: 'late', state: 'successful'\n" + STEPS);
        openPullRequest("bump", "main");
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> {
            if (!request.path().endsWith("/user")) {
                return Fault.none();
            }
            started.countDown();
            return Fault.hold(gone);
        });
        BranchSourceProject project = new BranchSourceProject(jenkins, PULL_REQUESTS);
        project.scan();
        started.await();
        WorkflowRun run = project.lastBuildOf("PR-1");

        acme.client().pullRequest(new PullRequestId(Acme.INFRA, 1)).decline().join();
        project.scan();
        assertThat(SCMSource.SourceByItem.findSource(run.getParent())).isInstanceOf(NullSCMSource.class);
        gone.complete(null);
        jenkins.waitUntilNoActivity();

        jenkins.assertBuildStatusSuccess(run);
        assertThat(acme.infra.tip("x")).contains(acme.firstCommit);
        assertThat(acme.infra.statuses(commit)).anyMatch(status -> status.key().equals("late"));
    }

    private HostedRepository fork() {
        HostedRepository fork =
                acme.bitbucket.workspace("jane", "Jane").member(acme.ci).repository("infra");
        fork.commit("main", "README.md", "Acme's infrastructure, as Jane has it\n");
        return fork;
    }

    private WorkflowRun buildAPullRequestFrom(HostedRepository fork, String jenkinsfile) throws Exception {
        String tip = fork.commit("bump", "Jenkinsfile", jenkinsfile);
        acme.infra.commit("bump", "README.md", "stands for the fork's branch, as the embedded Bitbucket has no forks");
        openPullRequest("bump", "main");
        sendGitHere();
        acme.bitbucket.misbehave(request -> request.path().endsWith("/repositories/acme/infra/pullrequests")
                ? Fault.edited(
                        JsonEdit.set("/values/0/source/repository/full_name", "jane/infra"),
                        JsonEdit.set("/values/0/source/commit/hash", tip))
                : Fault.none());
        return build(
                "PR-1",
                new ForkPullRequestDiscoveryTrait(
                        Set.of(ChangeRequestCheckoutStrategy.HEAD), new ForkPullRequestDiscoveryTrait.TrustEveryone()));
    }

    @Test
    void requireTheSourceBranchInAPullRequestFromAFork() throws Exception {
        HostedRepository fork = fork();

        WorkflowRun run = buildAPullRequestFrom(fork, STEPS);

        assertThat(JenkinsRule.getLog(jenkins.assertBuildStatus(Result.FAILURE, run)))
                .contains("ERROR: The build is of a pull request from the fork jane, whose branch is not in this "
                        + "repository: set sourceBranch to the branch to merge.");
        assertThat(fork.branches()).containsExactlyInAnyOrder("bump", "main");
        assertThat(acme.infra.tip("x")).contains(acme.firstCommit);
        assertThat(acme.infra.pullRequests())
                .singleElement()
                .satisfies(pullRequest -> assertThat(pullRequest.title()).isEqualTo("Opened by hand"));
    }

    @Test
    void setAStatusInTheForkOfAPullRequest() throws Exception {
        HostedRepository fork = fork();

        WorkflowRun run = buildAPullRequestFrom(fork, "bitbucketSetBuildStatus key: 'build', state: 'successful'");

        jenkins.assertLogContains("in jane/infra", jenkins.assertBuildStatusSuccess(run));
        assertThat(fork.statuses(fork.tip("bump").orElseThrow()))
                .anyMatch(status -> status.key().equals("build"));
    }
}
