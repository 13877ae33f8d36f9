package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.rest.ScopeHeader;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();
    private final RepositoryClient infra = client.repository(INFRA);

    @Test
    void readsWhatTheAccountSees() {
        acme.workspace.project("INFRA", "Infrastructure");
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        acme.workspace.member(jane);

        assertThat(client.currentUser().join().displayName()).isEqualTo("Acme CI");
        assertThat(client.user(new UserId(jane.accountId())).join().nickname()).isEqualTo("jdoe");
        assertThat(client.user(new UserId(jane.uuid())).join().name()).isEqualTo("Jane Doe");
        assertThat(client.workspaces().join().values())
                .extracting(Workspace::slug)
                .containsExactly("acme");
        assertThat(client.projects("acme").join().values())
                .extracting(Project::key)
                .contains("INFRA");
        assertThat(client.members("acme", List.of("jdoe")).join().values())
                .extracting(User::accountId)
                .containsExactly(jane.accountId());
        assertThat(client.grantedScopes()).contains(java.util.Set.copyOf(Scopes.ALL));
    }

    @Test
    void readsARepository() {
        acme.infra.tag("v1", acme.firstCommit);

        Repository repository = infra.get().join();
        assertThat(repository.fullName()).isEqualTo("acme/infra");
        assertThat(repository.mainBranch()).contains("main");
        assertThat(repository.url()).isPresent();
        assertThat(infra.tag(new BranchName("v1")).join()).isEqualTo(new Tag("v1", acme.firstCommit));
        assertThat(infra.commit(acme.firstCommit.substring(0, 8)).join().hash()).isEqualTo(acme.firstCommit);
        assertThat(infra.branches().join().values()).extracting(Branch::name).containsExactly("main");
        assertThat(infra.effectiveDefaultReviewers().join().values()).isEmpty();
        assertThat(infra.id()).isEqualTo(INFRA);
    }

    @Test
    void findsARepositoryByItsUuidAndInAnyLetterCase() {
        assertThat(client.repository(new RepositoryId("ACME", acme.infra.uuid()))
                        .get()
                        .join()
                        .fullName())
                .isEqualTo("acme/infra");
    }

    @Test
    void saysThatAnEmptyRepositoryHasNoMainBranch() {
        acme.workspace.repository("empty");

        assertThat(client.repository(new RepositoryId("acme", "empty"))
                        .get()
                        .join()
                        .mainBranch())
                .isEmpty();
    }

    @Test
    void readsAllFieldsOfAPullRequest() {
        acme.infra.commit("topic", "topic.txt", "topic");
        infra.openPullRequest(new PullRequestChange()
                        .title("Topic")
                        .description("Why")
                        .source(new BranchName("topic"))
                        .destination(new BranchName("main"))
                        .draft(true)
                        .closeSourceBranch(true))
                .join();

        PullRequest pullRequest = infra.pullRequest(1).join();

        assertThat(pullRequest.title()).isEqualTo("Topic");
        assertThat(pullRequest.description()).contains("Why");
        assertThat(pullRequest.state()).isEqualTo("OPEN");
        assertThat(pullRequest.draft()).isTrue();
        assertThat(pullRequest.closeSourceBranch()).contains(true);
        assertThat(pullRequest.isFromFork()).isFalse();
        assertThat(pullRequest.repository()).contains(new RepositoryRef(acme.infra.uuid(), acme.infra.fullName()));
        assertThat(pullRequest.sourceBranch()).isEqualTo("topic");
        assertThat(pullRequest.destinationBranch()).isEqualTo("main");
        assertThat(pullRequest.author().displayName()).isEqualTo("Acme CI");
        assertThat(infra.openPullRequests(new BranchName("topic"), Optional.empty())
                        .join()
                        .values())
                .containsExactly(pullRequest);
        assertThat(infra.openPullRequests(new BranchName("main"), Optional.empty())
                        .join()
                        .values())
                .isEmpty();
    }

    @org.junit.jupiter.api.Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 101, 250})
    void readsALongListPageByPage(int count) {
        IntStream.range(1, count).forEach(i -> acme.workspace.repository("repo-" + i));

        List<Repository> all =
                Page.collect(client.repositories("acme"), Integer.MAX_VALUE).join();

        assertThat(all).extracting(Repository::fullName).doesNotHaveDuplicates().hasSize(count);
        assertThat(client.requestsSent()).isEqualTo((count + 99) / 100);
    }

    @Test
    void requestsPagesOnlyOnDemand() {
        acme.bitbucket.withoutPageTotals();
        IntStream.range(1, 250).forEach(i -> acme.workspace.repository("repo-" + i));

        assertThat(Page.collect(client.repositories("acme"), 150).join()).hasSize(150);
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @Test
    void keepsLongTextsAndAddressesUncut() {
        String title = "Terraform ".repeat(100).strip();
        String page = "https://bitbucket.org/acme/infra/pull-requests/1?" + "q".repeat(2000);
        acme.infra.commit("topic", "topic.txt", "topic");
        acme.bitbucket.misbehave(request -> Fault.edited(JsonEdit.set("/links/html/href", page)));

        PullRequest opened = infra.openPullRequest(
                        new PullRequestChange().title(title).source(new BranchName("topic")))
                .join();

        assertThat(opened.title()).isEqualTo(title);
        assertThat(opened.url()).hasValueSatisfying(url -> assertThat(url).hasToString(page));
    }

    @Test
    void skipsUnreadableEntriesOfAList() {
        acme.bitbucket.misbehaveOnce(
                Fault.answer(
                        200,
                        "application/json",
                        "{\"values\": [{\"workspace\": null}, {}, null, {\"workspace\": {\"slug\": \"\"}},"
                                + " {\"workspace\": {\"slug\": \"acme\"}}]}"),
                Fault.answer(
                        200,
                        "application/json",
                        "{\"values\": [{\"name\": \"no target\"}, {\"name\": \"main\", \"target\": {\"hash\": \"0123\"}}]}"));

        assertThat(client.workspaces().join().values()).containsExactly(new Workspace("acme", "acme"));
        assertThat(infra.branches().join().values()).extracting(Branch::name).containsExactly("main");
    }

    @Test
    void listsTheRepositoriesThatMatchACondition() {
        acme.workspace.repository("website");

        assertThat(client.repositories("acme", Optional.of(Filter.contains("name", "WEB")))
                        .join()
                        .values())
                .extracting(Repository::fullName)
                .containsExactly("acme/website");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2/2.0/repositories/acme?page=2",
                "https://evil.example/2.0/repositories/acme?page=2",
                "//evil.example/",
                "file:///etc/passwd",
                "http://[",
            })
    void followsNoLinkToAnotherServer(String next) {
        acme.bitbucket.misbehaveOnce(
                Fault.answer(200, "application/json", "{\"values\":[],\"next\":\"" + next + "\"}"));

        assertThat(failureOf(client.repositories("acme"))).isInstanceOf(UnexpectedResponse.class);
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void rejectsAPageThatLinksToItself() {
        acme.bitbucket.misbehave(request -> Fault.answer(
                200,
                "application/json",
                "{\"values\":[],\"next\":\"" + request.path() + "?" + request.query() + "\"}"));

        assertThat(failureOf(Page.collect(client.repositories("acme"), 10))).isInstanceOf(UnexpectedResponse.class);
    }

    @Test
    void rejectsBadInputBeforeAnythingIsSent() {
        assertThatThrownBy(() -> client.projects("../x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.repositories("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.members("", List.of("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UserId("jdoe")).isInstanceOf(IllegalArgumentException.class);
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void reportsNoScopesIfBitbucketDoesNot() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);
        client.currentUser().join();

        assertThat(client.grantedScopes()).isEmpty();
    }

    @org.junit.jupiter.api.Tag("exhaustive")
    @Test
    void needsNoThreadForEachPendingResponse() {
        acme.bitbucket.misbehave(request -> Fault.delay(Duration.ofSeconds(1)));
        List<CompletableFuture<User>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls.add(client.currentUser());
        }

        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(acme.bitbucket.apiUrl().getAuthority()))
                .toList();

        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
        // On Java 24 and newer, virtual threads wait, which are not among these; OkHttp connects on its own threads.
        assertThat(threads).hasSizeLessThanOrEqualTo(Runtime.version().feature() >= 24 ? 10 : 64);
        assertThat(acme.bitbucket.requests()).hasSize(300);
    }

    @Test
    void completesFuturesOnTheThreadsThatReadResponses() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> Fault.hold(answer));
        CompletableFuture<String> thread =
                client.currentUser().thenApply(user -> Thread.currentThread().getName());

        answer.complete(null);

        assertThat(thread.join()).startsWith("OkHttp http");
    }
}
