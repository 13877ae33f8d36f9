package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which reviewers are added, and which are omitted. */
class ReviewersTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    @BeforeEach
    void pushACommit() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
    }

    private PullRequestResult open(Request request) {
        return new OpenPullRequest().run(request, client).join();
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }

    static Request askingFor(boolean defaultReviewers, String... reviewers) {
        return new Request(
                INFRA,
                BUMP,
                Optional.empty(),
                "Terraform 1.9",
                Optional.empty(),
                List.of(reviewers),
                defaultReviewers,
                false,
                false,
                IfExists.UPDATE);
    }

    @Test
    void addsReviewersByNicknameAccountIdAndUuid() {
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        var joe = acme.bitbucket.account("joe@acme.example", "joe \"the\\admin\"", "Joe Bloggs");
        var eve = acme.bitbucket.account("eve@acme.example", "eve", "Eve Noor");
        acme.workspace.member(jane).member(joe).member(eve);

        PullRequestResult result = open(askingFor(false, "jdoe", joe.accountId(), eve.uuid()));

        assertThat(result.leftOut()).isEmpty();
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jdoe", joe.nickname(), "eve");
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void findsANicknameWithQuotesInIt() {
        var joe = acme.bitbucket.account("joe@acme.example", "joe \"the\\admin\"", "Joe Bloggs");
        acme.workspace.member(joe);

        open(askingFor(false, joe.nickname()));

        assertThat(only().reviewers()).containsExactly(joe.nickname());
    }

    @Test
    void omitsRefusedReviewersAndReportsWhy() {
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        var stranger = acme.bitbucket.account("sam@other.example", "sam", "Sam Stranger");
        var blind = acme.bitbucket.account("bo@acme.example", "bo", "Bo Blind");
        var gone = acme.bitbucket.account("al@acme.example", "al", "Al Gone");
        acme.workspace.member(jane).member(blind);
        acme.infra.hiddenFrom(blind);
        gone.deactivate();

        PullRequestResult result = open(askingFor(
                false,
                "jdoe",
                "nobody",
                acme.ci.nickname(),
                stranger.accountId(),
                blind.uuid(),
                "{00000000-0000-0000-0000-000000000000}"));

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(only().reviewers()).containsExactly("jdoe");
        assertThat(result.leftOut())
                .extracting(PullRequestResult.LeftOut::who)
                .containsExactlyInAnyOrder(
                        "nobody", "Acme CI", "Sam Stranger", "Bo Blind", "{00000000-0000-0000-0000-000000000000}");
        assertThat(result.leftOut()).allSatisfy(l -> assertThat(l.why()).isNotBlank());
    }

    @Test
    void opensWithoutReviewersIfAllAreRefused() {
        var gone = acme.bitbucket.account("al@acme.example", "al", "Al Gone");
        acme.workspace.member(gone);
        gone.deactivate();

        PullRequestResult result = open(askingFor(false, gone.uuid()));

        assertThat(only().reviewers()).isEmpty();
        assertThat(result.leftOut()).hasSize(1);
    }

    @Test
    void addsTheDefaultReviewersButNotTheTokensOwnAccount() {
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        acme.workspace.member(jane);
        acme.infra.defaultReviewer(jane).defaultReviewer(acme.ci);

        PullRequestResult result = open(askingFor(true));

        assertThat(only().reviewers()).containsExactly("jdoe");
        assertThat(result.leftOut()).isEmpty();
    }

    @Test
    void removesNobodyFromAnOpenOne() {
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        var joe = acme.bitbucket.account("joe@acme.example", "joe", "Joe Bloggs");
        acme.workspace.member(jane).member(joe);
        open(askingFor(false, "jdoe"));

        PullRequestResult added = open(askingFor(false, "joe"));
        PullRequestResult again = open(askingFor(false, "joe"));

        assertThat(added.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(again.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jdoe", "joe");
    }

    @Test
    void updatesNothingIfItsAuthorIsADefaultReviewer() {
        acme.infra.defaultReviewer(acme.ci);
        open(askingFor(true));

        assertThat(open(askingFor(true)).outcome()).isEqualTo(Outcome.FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"712020:a:b:c", "qm:7d2a:11:22:33:44:55:66", "unusual", ""})
    void findsANicknameWhateverTheAccountIdLooksLike(String accountId) {
        var jane =
                acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe").withAccountId(accountId);
        acme.workspace.member(jane);

        PullRequestResult result = open(askingFor(false, "jdoe"));

        assertThat(result.leftOut()).isEmpty();
        assertThat(only().reviewers()).containsExactly("jdoe");
        assertThat(acme.bitbucket.requests().get(2).body()).contains("{\"uuid\":\"" + jane.uuid() + "\"}");
    }

    @Test
    void findsANicknameInALargeWorkspaceIfTheConditionIsIgnored() {
        acme.bitbucket.quirks().filtersIgnored();
        for (int i = 0; i < 120; i++) {
            acme.workspace.member(acme.bitbucket.account("m" + i + "@acme.example", "m" + i, "Member " + i));
        }
        acme.workspace.member(acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe"));

        assertThat(open(askingFor(false, "jdoe")).leftOut()).isEmpty();
        assertThat(only().reviewers()).containsExactly("jdoe");
    }

    /** Adds two members to the workspace, whose filter ignores the letter case of nicknames. */
    private void addMembersWithNicknames(String jane, String joe) {
        acme.workspace
                .member(acme.bitbucket.account("jane@acme.example", jane, "Jane Doe"))
                .member(acme.bitbucket.account("joe@acme.example", joe, "Joe Bloggs"));
        acme.bitbucket.quirks().filtersIgnoreCase();
    }

    @Test
    void distinguishesNicknamesByLetterCase() {
        addMembersWithNicknames("JDoe", "jdoe");

        open(askingFor(false, "jdoe"));

        assertThat(only().reviewers()).containsExactly("jdoe");
    }

    @Test
    void findsEachNicknameWhateverItsLetterCase() {
        addMembersWithNicknames("jdoe", "joe");

        assertThat(open(askingFor(false, "JDoe", "joe")).leftOut()).isEmpty();
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jdoe", "joe");
    }

    @Test
    void triesNobodyIfBitbucketNamesTheRefusedOne() {
        var jane = acme.bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
        var stranger = acme.bitbucket.account("sam@other.example", "sam", "Sam Stranger");
        acme.workspace.member(jane);

        PullRequestResult result = open(askingFor(false, jane.uuid(), stranger.uuid()));

        assertThat(result.leftOut()).extracting(PullRequestResult.LeftOut::who).containsExactly("Sam Stranger");
        assertThat(acme.bitbucket.requests())
                .extracting(RecordedRequest::method)
                .containsExactly("GET", "POST", "GET", "GET", "POST");
    }

    @Test
    void reportsAnAmbiguousNickname() {
        addMembersWithNicknames("JDoe", "JDOE");

        assertThat(open(askingFor(false, "jdoe")).leftOut())
                .containsExactly(new PullRequestResult.LeftOut(
                        "jdoe", "several members have this nickname: use the account ID instead"));
    }
}
