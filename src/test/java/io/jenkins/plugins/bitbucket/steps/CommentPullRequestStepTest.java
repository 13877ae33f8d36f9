package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.util.FormValidation;
import io.jenkins.plugins.bitbucket.emulator.state.Comment;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommentPullRequestStepTest extends StepTest {

    static StepSample sample() {
        CommentPullRequestStep whole = new CommentPullRequestStep("Coverage: **91 %**");
        whole.setId(7);
        whole.setKey("coverage");
        return new StepSample(
                new CommentPullRequestStep("Coverage: **91 %**"),
                "bitbucketCommentPullRequest 'Coverage: **91 %**'",
                whole,
                "bitbucketCommentPullRequest credentialsId: 'bitbucket-prod', id: 7, key: 'coverage',"
                        + " repository: 'acme/infra', retrySeconds: 0, text: 'Coverage: **91 %**'");
    }

    @BeforeEach
    void openOne() {
        acme.openPullRequest("bump");
        acme.bitbucket.forgetRequests();
    }

    private static String comment(String more) {
        return "bitbucketCommentPullRequest(credentialsId: 'bitbucket-prod', repository: 'acme/infra', " + more + ")";
    }

    private List<String> texts() {
        return acme.infra.comments(1).stream()
                .map(Comment::raw)
                .map(raw -> raw.substring(raw.indexOf("\n\n") + 2))
                .toList();
    }

    @Test
    void addsACommentEachTime() throws Exception {
        WorkflowJob job =
                pipeline("def c = " + comment("id: 1, text: 'Two\\n**lines**'") + "\necho \"${c.outcome}: ${c.url}\"");

        WorkflowRun run = succeed(job);
        succeed(job);

        assertThat(texts()).containsExactly("Two\n**lines**", "Two\n**lines**");
        jenkins.assertLogContains("Commented on the pull request #1 of acme/infra: http", run);
        jenkins.assertLogContains(
                "created: http://127.0.0.1:" + acme.bitbucket.apiUrl().getPort()
                        + "/acme/infra/pull-requests/1/_/diff#comment-",
                run);
        assertThat(run.getAction(BitbucketBuildAction.class).getAll())
                .singleElement()
                .satisfies(made -> {
                    assertThat(made.getKind()).isEqualTo("comment");
                    assertThat(made.getTitle()).isEqualTo("on #1");
                    assertThat(made.getOutcome()).isEqualTo("created");
                });
    }

    @Test
    void updatesTheCommentWithTheSameKey() throws Exception {
        succeed(comment("id: 1, key: 'coverage', text: '90 %'"));
        WorkflowRun second = succeed(comment("id: 1, key: 'coverage', text: '91 %'"));
        WorkflowRun third = succeed(comment("id: 1, key: 'coverage', text: '91 %'"));

        assertThat(texts()).containsExactly("91 %");
        jenkins.assertLogContains("Updated the comment on the pull request #1 of acme/infra: http", second);
        jenkins.assertLogContains("The comment on the pull request #1 of acme/infra is already up to date", third);
    }

    @Test
    void commentsOnThePullRequestThatTheBuildHasOpened() throws Exception {
        succeed("""
                bitbucketOpenPullRequest(
                    credentialsId: 'bitbucket-prod', repository: 'acme/infra', sourceBranch: 'bump', title: 'Bump')
                bitbucketCommentPullRequest(credentialsId: 'bitbucket-prod', text: 'Opened')
                """);

        assertThat(texts()).containsExactly("Opened");
    }

    @Test
    void rejectsAnInvalidComment() throws Exception {
        assertThat(errorOf(fail(comment("id: 1, text: ''")))).isEqualTo("ERROR: The comment is empty.");
        assertThat(errorOf(fail(comment("id: 1, text: 'x' * 32769"))))
                .isEqualTo("ERROR: A comment has at most 32707 bytes, not 32769.");
        assertThat(errorOf(fail(comment("text: 'x'")))).startsWith("ERROR: The pull request is not known");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void asksForTheRequiredText() {
        CommentPullRequestStep.DescriptorImpl form =
                ExtensionList.lookupSingleton(CommentPullRequestStep.DescriptorImpl.class);

        assertThat(form.doCheckText(null, " \n"))
                .hasMessage("Enter a text.")
                .returns(FormValidation.Kind.ERROR, check -> check.kind);
        assertThat(form.doCheckText(null, "Coverage: **91 %**")).returns(FormValidation.Kind.OK, check -> check.kind);
    }
}
