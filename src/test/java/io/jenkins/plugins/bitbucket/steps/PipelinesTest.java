package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.assertj.core.groups.Tuple;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.FolderLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps where a Pipeline is more than a script that runs once from its beginning to its end. */
class PipelinesTest extends StepTest {

    @BeforeEach
    void nameCredentialsOnce() {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
    }

    /** It belongs to a folder: its code is in the sandbox as the job's own is. */
    @Test
    void areCalledByAPipelineLibrary() throws Exception {
        HostedRepository library = acme.workspace.repository("library");
        library.commit("main", "vars/propose.groovy", """
                def call(String branch) {
                    new acme.Proposals(this, 'acme/infra').open(branch)
                }
                """);
        library.commit("main", "src/acme/Proposals.groovy", """
                package acme

                class Proposals implements Serializable {
                    def steps
                    String repository

                    Proposals(steps, String repository) {
                        this.steps = steps
                        this.repository = repository
                    }

                    def open(String branch) {
                        def commit = steps.bitbucketCommitFiles(
                            repository: repository, branch: branch, from: 'main', message: 'Bump',
                            files: ['versions.tf': '1.9'])
                        return steps.bitbucketOpenPullRequest(
                            repository: repository, sourceBranch: commit.branch, title: 'Terraform 1.9')
                    }
                }
                """);
        GitSCMSource source = new GitSCMSource(library.gitUrl().toString());
        source.setCredentialsId(AcmeJenkins.ID);
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        Folder team = jenkins.createProject(Folder.class);
        team.addProperty(
                new FolderLibraries(List.of(new LibraryConfiguration("acme", new SCMSourceRetriever(source)))));
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        job.setDefinition(
                new CpsFlowDefinition("@Library('acme@main') _\necho \"opened: #${propose('bump').id}\"", true));

        jenkins.assertLogContains("opened: #1", succeed(job));

        assertThat(acme.infra.pullRequests()).singleElement().satisfies(pullRequest -> {
            assertThat(pullRequest.title()).isEqualTo("Terraform 1.9");
            assertThat(pullRequest.source()).isEqualTo("bump");
        });
    }

    @Test
    void areReplayedWithAnotherScript() throws Exception {
        String script = "bitbucketCreateBranch repository: 'acme/infra', branch: 'bump'";
        WorkflowRun first = succeed(script);

        WorkflowRun replayed = jenkins.assertBuildStatusSuccess((WorkflowRun) first.getAction(ReplayAction.class)
                .run(script + "\n" + script.replace("bump", "release"), Map.of(), false)
                .get());

        assertThat(acme.infra.branches()).containsExactly("bump", "main", "release");
        assertThat(madeBy(first)).containsExactly(tuple("bump", "created"));
        assertThat(madeBy(replayed)).containsExactly(tuple("bump", "found"), tuple("release", "created"));
    }

    private static List<Tuple> madeBy(WorkflowRun run) {
        return run.getAction(BitbucketBuildAction.class).getAll().stream()
                .map(made -> tuple(made.getName(), made.getOutcome()))
                .toList();
    }

    /** An answer that comes meanwhile is kept, and the script does not go on before Jenkins does. */
    @Test
    void waitWhileJenkinsPreparesForAShutdownThatIsCancelled() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> {
            if (!request.method().equals("POST")) {
                return Fault.none();
            }
            asked.countDown();
            return Fault.hold(answer);
        });
        WorkflowRun run = pipeline("def branch = bitbucketCreateBranch(repository: 'acme/infra', branch: 'bump')\n"
                        + "echo \"went on with ${branch.name}\"")
                .scheduleBuild2(0)
                .waitForStart();
        assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();

        jenkins.jenkins.doQuietDown(false, 0, null, false);
        try {
            answer.complete(null);
            jenkins.waitForMessage("Pausing (Preparing for shutdown)", run);
            jenkins.assertLogContains("Created the branch bump in acme/infra", run);
            jenkins.assertLogNotContains("went on", run);
        } finally {
            jenkins.jenkins.doCancelQuietDown();
        }

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("went on with bump", run);
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(1);
    }
}
