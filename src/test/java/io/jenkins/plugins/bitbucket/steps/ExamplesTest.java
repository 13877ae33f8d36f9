package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.git.Sources;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.emulator.state.Vote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples in the documentation, unchanged, each in the sandbox. */
class ExamplesTest extends StepTest {

    private static final Path EXAMPLES = Path.of("docs/examples");

    @BeforeAll
    static void addAnExecutor() throws Exception {
        jenkins.jenkins.setNumExecutors(1);
    }

    /** A job with the example and these parameters. */
    private static WorkflowJob job(String example, String... parameters) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Files.readString(EXAMPLES.resolve(example + ".Jenkinsfile")), true));
        if (parameters.length > 0) {
            job.addProperty(new ParametersDefinitionProperty(Stream.of(parameters)
                    .<ParameterDefinition>map(name -> new StringParameterDefinition(name, ""))
                    .toList()));
        }
        return job;
    }

    private static WorkflowRun run(WorkflowJob job, Map<String, String> parameters) throws Exception {
        return jenkins.assertBuildStatusSuccess(job.scheduleBuild2(
                0,
                new ParametersAction(parameters.entrySet().stream()
                        .map(entry -> (ParameterValue) new StringParameterValue(entry.getKey(), entry.getValue()))
                        .toList())));
    }

    private HostedPullRequest only(HostedRepository repository) {
        assertThat(repository.pullRequests()).hasSize(1);
        return repository.pullRequests().get(0);
    }

    private String openPullRequest(String source) throws Exception {
        acme.infra.commit(source, source + ".txt", "1");
        succeed("bitbucketOpenPullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra', sourceBranch: '"
                + source + "', destinationBranch: 'main', title: '" + source + "'");
        return String.valueOf(acme.infra.pullRequests().size());
    }

    /** The content of a file on a branch. */
    private static String file(HostedRepository repository, String branch, String path) {
        BareRepository git = repository.git();
        Sources.Entry entry = git.sources()
                .find(git.commit(git.tip(branch).orElseThrow()), path)
                .orElseThrow();
        return new String(git.sources().content(entry), StandardCharsets.UTF_8);
    }

    @Test
    void bumpsAVersionInOneRepository() throws Exception {
        acme.infra.commit("main", "versions.tf", "terraform {\n  required_version = \"1.8.0\"\n}\n");
        WorkflowJob job = job("bump-version", "VERSION");

        run(job, Map.of("VERSION", "1.9.0"));
        run(job, Map.of("VERSION", "1.9.0"));

        assertThat(file(acme.infra, "bump/terraform", "versions.tf")).contains("required_version = \"1.9.0\"");
        assertThat(only(acme.infra).title()).isEqualTo("Terraform 1.9.0");

        run(job, Map.of("VERSION", "1.9.1"));

        assertThat(file(acme.infra, "bump/terraform", "versions.tf")).contains("required_version = \"1.9.1\"");
        assertThat(only(acme.infra).title()).isEqualTo("Terraform 1.9.1");
    }

    @Test
    void proposesAChangeToEveryRepositoryOfAProject() throws Exception {
        acme.workspace.project("TOOLS", "Tools");
        List<HostedRepository> tools = Stream.of("one", "two", "three")
                .map(name -> acme.workspace.repository(name).inProject("TOOLS"))
                .toList();
        tools.subList(0, 2).forEach(repository -> repository.commit("main", "README.md", "Tool"));
        WorkflowJob job = job("change-every-repository");

        WorkflowRun first = succeed(job);
        acme.bitbucket.forgetRequests();
        succeed(job);

        jenkins.assertLogContains("acme/three is empty", first);
        assertThat(tools.subList(0, 2)).allSatisfy(repository -> {
            assertThat(only(repository).title()).isEqualTo("Add an EditorConfig");
            assertThat(file(repository, "chore/editorconfig", ".editorconfig")).startsWith("root = true");
        });
        assertThat(acme.infra.pullRequests()).isEmpty();
        assertThat(acme.bitbucket.requests()).hasSize(3);
    }

    @Test
    void promotesDevelopToMain() throws Exception {
        acme.infra.commit("develop", "feature.txt", "1");
        WorkflowJob job = job("promote-to-main");

        succeed(job);
        succeed(job);

        assertThat(only(acme.infra).title()).isEqualTo("Promote develop to main (build 2)");
        assertThat(only(acme.infra).destination()).isEqualTo("main");
    }

    @Test
    void opensAPullRequestFromAGeneratedClient() throws Exception {
        WorkflowJob job = job("generated-client");

        succeed(job);
        succeed(job);

        assertThat(file(acme.infra, "generated/client", "generated/models/user.py"))
                .isEqualTo("class User: pass\n");
        assertThat(only(acme.infra).source()).isEqualTo("generated/client");
    }

    @Test
    void mergesWhenGreen() throws Exception {
        String id = openPullRequest("feature");
        Account jane = acme.bitbucket.account("jane@acme.example", "jane", "Jane Doe");
        acme.workspace.member(jane);
        acme.infra.setStatus(acme.infra.tip("feature").orElseThrow(), "tests", "SUCCESSFUL");
        acme.infra.vote(1, jane, Vote.Opinion.APPROVED);

        run(job("merge-when-green", "PULL_REQUEST"), Map.of("PULL_REQUEST", id));

        assertThat(only(acme.infra).state()).isEqualTo("MERGED");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void reportsStatusAndCoverage() throws Exception {
        String id = openPullRequest("feature");
        String commit = acme.infra.tip("feature").orElseThrow();
        WorkflowJob job = job("status-and-coverage", "COMMIT", "PULL_REQUEST");
        Map<String, String> parameters = Map.of("COMMIT", commit, "PULL_REQUEST", id);

        run(job, parameters);
        run(job, parameters);

        assertThat(acme.infra.statuses(commit)).singleElement().satisfies(status -> {
            assertThat(status.key()).isEqualTo("tests");
            assertThat(status.state()).isEqualTo("SUCCESSFUL");
        });
        assertThat(acme.infra.comments(1))
                .singleElement()
                .satisfies(comment -> assertThat(comment.raw())
                        .contains("**Coverage: 87.5 %**")
                        .contains("build 2"));
    }

    @Test
    void cleansUpMergedBranches() throws Exception {
        openPullRequest("done");
        openPullRequest("again");
        acme.infra.merge(1);
        acme.infra.merge(2);
        acme.infra.commit("done", "done.txt", "1");
        acme.infra.commit("again", "again.txt", "2");
        openPullRequest("open");

        succeed(job("clean-up-branches"));

        assertThat(acme.infra.branches()).containsExactly("main", "open");
    }

    @Test
    void failsEarlyWithoutTheScopesThatItNeeds() throws Exception {
        WorkflowJob job = job("preflight");

        succeed(job);
        assertThat(acme.infra.branches()).contains("nightly/1");

        replaceToken(
                acme.ci.token(Scopes.READ_USER, Scopes.READ_WORKSPACE, Scopes.READ_PROJECT, Scopes.READ_REPOSITORY));
        WorkflowRun failed = fail(job);
        jenkins.assertLogContains("lack", failed);
        assertThat(acme.infra.branches()).doesNotContain("nightly/2");
    }

    @Test
    void areAllTried() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "README.md",
                            "bump-version.Jenkinsfile",
                            "change-every-repository.Jenkinsfile",
                            "clean-up-branches.Jenkinsfile",
                            "generated-client.Jenkinsfile",
                            "merge-when-green.Jenkinsfile",
                            "preflight.Jenkinsfile",
                            "promote-to-main.Jenkinsfile",
                            "status-and-coverage.Jenkinsfile");
        }
    }
}
