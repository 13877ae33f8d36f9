package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.FindPullRequests.State;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindPullRequestsTest {

    @AutoClose
    private final Acme acme = new Acme();

    @BeforeEach
    void openSome() {
        List.of("bump", "fix", "bump-2", "Bump", "docs").forEach(acme::openPullRequest);
        acme.infra.merge(2);
        new DeclinePullRequest()
                .run(new DeclinePullRequest.Request(new PullRequestId(INFRA, 3), Optional.empty()), acme.client())
                .join();
    }

    private static FindPullRequests.Request all(int limit) {
        return new FindPullRequests.Request(
                INFRA, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    private static FindPullRequests.Request in(State state) {
        return new FindPullRequests.Request(
                INFRA, Optional.of(state), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100);
    }

    private static FindPullRequests.Request by(String author) {
        return new FindPullRequests.Request(
                INFRA,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(author),
                Optional.empty(),
                100);
    }

    private List<Long> find(FindPullRequests.Request request) {
        return find(request, acme.client());
    }

    private static List<Long> find(FindPullRequests.Request request, BitbucketClient client) {
        return new FindPullRequests()
                .run(request, client).join().stream().map(PullRequestResult::id).toList();
    }

    @Test
    void findsTheNewestFirst() {
        assertThat(find(all(100))).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(find(all(2))).containsExactly(5L, 4L);
    }

    @Test
    void describesEachPullRequest() {
        assertThat(new FindPullRequests().run(in(State.MERGED), acme.client()).join())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.title()).isEqualTo("Change fix");
                    assertThat(found.state()).isEqualTo("MERGED");
                    assertThat(found.sourceBranch()).isEqualTo("fix");
                    assertThat(found.destinationBranch()).isEqualTo("main");
                    assertThat(found.url()).isPresent();
                });
    }

    private void expectEachFilterToFindWhatItSays() {
        assertThat(find(in(State.OPEN))).containsExactly(5L, 4L, 1L);
        assertThat(find(in(State.DECLINED))).containsExactly(3L);
        assertThat(find(in(State.SUPERSEDED))).isEmpty();
        assertThat(find(new FindPullRequests.Request(
                        INFRA,
                        Optional.of(State.OPEN),
                        Optional.of(new BranchName("bump")),
                        Optional.of(new BranchName("main")),
                        Optional.of("acme-ci"),
                        Optional.of("CHANGE"),
                        100)))
                .containsExactly(1L);
        assertThat(find(new FindPullRequests.Request(
                        INFRA,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("bump"),
                        100)))
                .containsExactly(4L, 3L, 1L);
        assertThat(find(by(acme.ci.uuid()))).hasSize(5);
        assertThat(find(by(acme.ci.accountId()))).hasSize(5);
        assertThat(find(by("somebody"))).isEmpty();
    }

    @Test
    void filters() {
        expectEachFilterToFindWhatItSays();
    }

    @Test
    void sendsEveryConditionToBitbucket() {
        find(new FindPullRequests.Request(
                INFRA,
                Optional.of(State.MERGED),
                Optional.of(new BranchName("fix")),
                Optional.of(new BranchName("main")),
                Optional.of(acme.ci.uuid()),
                Optional.of("Change"),
                100));

        String query = acme.bitbucket
                .requests()
                .get(acme.bitbucket.requests().size() - 1)
                .query();
        assertThat(URLDecoder.decode(query, StandardCharsets.UTF_8))
                .contains("q=state=\"MERGED\" AND source.branch.name=\"fix\" AND destination.branch.name=\"main\""
                        + " AND author.uuid=\"" + acme.ci.uuid() + "\" AND title~\"Change\"");
    }

    @Test
    void filtersIfBitbucketDoesNot() {
        acme.bitbucket.quirks().filtersIgnored();

        assertThat(find(in(State.OPEN))).containsExactly(5L, 4L, 1L);
        assertThat(find(by("somebody"))).isEmpty();
    }

    @Test
    void filtersByLetterCaseIfBitbucketDoesNot() {
        acme.bitbucket.quirks().filtersIgnoreCase();

        expectEachFilterToFindWhatItSays();
    }

    @Test
    void requestsNoMorePagesThanNecessary() {
        IntStream.range(0, 55).forEach(i -> acme.openPullRequest("branch-" + i));

        BitbucketClient some = acme.client();
        BitbucketClient all = acme.client();

        assertThat(find(all(50), some)).hasSize(50);
        assertThat(some.requestsSent()).isOne();
        assertThat(find(all(1000), all)).hasSize(60).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(all.requestsSent()).isEqualTo(2);
    }

    @Test
    void acceptsALimitInTheRange() {
        assertThat(find(all(1))).containsExactly(5L);
        assertThat(find(all(10_000))).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void rejectsALimitOutOfRange(int limit) {
        assertThatThrownBy(() -> all(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The limit is a number from 1 to 10000, not " + limit + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "ci@acme.example"})
    void rejectsAnEmailAsTheAuthor(String author) {
        assertThatThrownBy(() -> by(author)).isInstanceOf(IllegalArgumentException.class);
    }
}
