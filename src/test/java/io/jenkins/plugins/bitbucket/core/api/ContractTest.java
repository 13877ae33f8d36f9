package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.bitbucket.emulator.VendorDescription;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every request of the client conforms to Atlassian's description of the API. */
@Tag("slow")
class ContractTest {

    @AutoClose
    private final Acme acme = new Acme();

    @Test
    void everyCallConformsToTheVendorsDescription() {
        Optional<VendorDescription> description = VendorDescription.find();
        assumeTrue(description.isPresent(), "Atlassian's OpenAPI description is not beside this checkout");

        callEverything();

        assertThat(acme.bitbucket.requests())
                .hasSizeGreaterThan(20)
                .allSatisfy(exchange ->
                        assertThat(description.get().violations(exchange)).isEmpty());
    }

    private void callEverything() {
        BitbucketClient client = acme.client();
        RepositoryClient infra = client.repository(INFRA);
        BranchName topic = new BranchName("topic/one");
        acme.infra.tag("v1", acme.firstCommit);
        acme.infra.defaultReviewer(acme.ci);

        client.currentUser().join();
        client.user(new UserId(acme.ci.uuid())).join();
        client.workspaces().join();
        client.members("acme", List.of("jdoe", "x\"y")).join();
        client.projects("acme").join();
        client.repositories("acme").join();
        client.repositories("acme", Optional.of(Filter.contains("name", "in"))).join();
        infra.get().join();
        infra.createBranch(topic, "main").join();
        failureOf(infra.createBranch(topic, "main"));
        infra.branch(topic).join();
        infra.branches().join();
        infra.branches(Filter.is("name", topic.value())).join();
        infra.tag(new BranchName("v1")).join();
        infra.commit(acme.firstCommit).join();
        acme.infra.commit(topic.value(), "topic.txt", "topic");
        PullRequestChange fields = new PullRequestChange()
                .title("Topic")
                .description("Why")
                .source(topic)
                .destination(new BranchName("main"))
                .draft(true)
                .closeSourceBranch(true);
        long number = infra.openPullRequest(fields).join().id();
        failureOf(infra.openPullRequest(fields.reviewers(List.of(new UserId(acme.ci.uuid())))));
        infra.pullRequest(number).join();
        infra.openPullRequests(topic, Optional.empty()).join();
        infra.updatePullRequest(number, new PullRequestChange().title("Topic!").reviewers(List.of()))
                .join();
        infra.effectiveDefaultReviewers().join();
        client.repositoryDetails("acme", Optional.of(Filter.parse("name ~ \"in\"")))
                .join();
        callSources(infra.source());
        failureOf(acme.client(acme.ci.token("read:user:bitbucket"))
                .repository(INFRA)
                .get());
        failureOf(client.repository(new RepositoryId("acme", "nothing")).get());
    }

    private void callSources(SourceClient source) {
        SourcePath notes = new SourcePath("docs/notes.md");
        SourcePath other = new SourcePath("docs/other.md");
        NewCommit commit = new NewCommit(
                new BranchName("main"),
                Optional.of(acme.firstCommit),
                "Notes",
                Optional.of("Jane <jane@acme.example>"),
                List.of(SourceFile.of(notes.value(), "new"), SourceFile.of(other.value(), "new")),
                List.of(new SourcePath("README.md")));

        String made = source.commit(commit).join();
        failureOf(source.commit(commit));
        source.entry(made, notes).join();
        source.entries(made, List.of(notes, other)).join();
        source.content(made, notes, 3).join();
        source.changed(made, acme.firstCommit, List.of(notes, other)).join();
        source.commits(made, Optional.of(acme.firstCommit)).join();
        failureOf(source.entry(made, new SourcePath("nowhere.md")));
    }
}
