package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.core.automation.ReviewersTest.askingFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.LeftOut;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.http.KnownFaults;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bitbucket rejects a whole list because of one reviewer: the others are added, and nobody else is omitted. */
class RefusedReviewersTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final Account jane = member("jane", "Jane Doe");
    private final Account joe = member("joe", "Joe Bloggs");
    private final Account al = member("al", "Al Gone");

    @BeforeEach
    void pushACommit() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
    }

    private Account member(String nickname, String displayName) {
        Account account = acme.bitbucket.account(nickname + "@acme.example", nickname, displayName);
        acme.workspace.member(account);
        return account;
    }

    private PullRequestResult open(Request request) {
        return open(request, acme.client());
    }

    private static PullRequestResult open(Request request, BitbucketClient client) {
        return new OpenPullRequest().run(request, client).join();
    }

    private List<String> reviewers() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0).reviewers();
    }

    /** Rejects each list that contains somebody in {@code refused}, with these words. */
    private void refuse(String words, Predicate<String> refused) {
        acme.bitbucket.misbehave(request -> !request.method().equals("GET") && refused.test(request.body())
                ? KnownFaults.refusedReviewers(List.of(words))
                : Fault.none());
    }

    private static void assertLeftOut(PullRequestResult result, String who, String why) {
        assertThat(result.leftOut()).containsExactly(new LeftOut(who, why));
    }

    @Test
    void aDeactivatedDefaultReviewerIsOmitted() {
        acme.infra.defaultReviewer(jane).defaultReviewer(joe).defaultReviewer(al);
        al.deactivate();

        PullRequestResult result = open(askingFor(true));

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertLeftOut(result, "Al Gone", "the account is deactivated");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyADeactivatedOrDeletedReviewerIsOmittedHoweverTheyAreNamed(boolean gone) {
        String uuid = al.uuid();
        if (gone) {
            al.depart();
        } else {
            al.deactivate();
        }

        PullRequestResult result = open(askingFor(false, jane.accountId(), "joe", uuid));

        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertLeftOut(
                result, gone ? uuid : "Al Gone", gone ? "there is no such account" : "the account is deactivated");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnnamedRefusedReviewerIsFoundByLookupOrByTrying(boolean deactivated) {
        if (deactivated) {
            al.deactivate();
        }
        acme.bitbucket.misbehave(request -> !request.method().equals("GET")
                        && (request.body().contains(al.uuid()) || request.body().contains(al.accountId()))
                ? Fault.answer(400, "application/json", "")
                : Fault.none());

        PullRequestResult result = open(askingFor(false, "jane", al.accountId(), "joe"));

        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertLeftOut(
                result,
                "Al Gone",
                deactivated ? "the account is deactivated" : "Bitbucket refused it and did not say why");
    }

    @ParameterizedTest
    @CsvSource({"text/plain,Bad Request", "application/json,{\"error\":{\"message\":\"Bad request\"}}"})
    void aReviewerIsFoundIfTheRefusalNamesOnlyTheStatus(String type, String body) {
        al.deactivate();
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") && request.body().contains(al.uuid())
                        ? Fault.answer(400, type, body)
                        : Fault.none());

        assertLeftOut(open(askingFor(false, "jane", al.uuid())), "Al Gone", "the account is deactivated");
        assertThat(reviewers()).containsExactly("jane");
    }

    @Test
    void severalReviewersAreOmittedForSeveralReasons() {
        Account stranger = acme.bitbucket.account("sam@other.example", "sam", "Sam Stranger");
        Account blind = member("bo", "Bo Blind");
        acme.infra.hiddenFrom(blind);
        al.deactivate();

        PullRequestResult result =
                open(askingFor(false, "jane", "al", "bo", stranger.uuid(), "acme-ci", joe.accountId(), "nobody"));

        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertThat(result.leftOut())
                .extracting(LeftOut::who)
                .containsExactlyInAnyOrder("nobody", "Al Gone", "Acme CI", "Sam Stranger", "Bo Blind");
    }

    @Test
    void onlyAReviewerWithTheWholeNameMatches() {
        member("ann", "Ann");
        Account maryAnn = acme.bitbucket.account("mary@other.example", "mary", "Mary Ann");
        member("max", "Mary");

        PullRequestResult result = open(askingFor(false, "ann", maryAnn.uuid(), "max"));

        assertThat(reviewers()).containsExactlyInAnyOrder("ann", "max");
        assertLeftOut(
                result,
                "Mary Ann",
                "Mary Ann is not a member of this workspace and cannot be added to this pull request");
    }

    @Test
    void theRightOneOfTwoWithTheSameNameIsOmitted() {
        Account other = acme.bitbucket.account("jane@other.example", "jane2", "Jane Doe");

        PullRequestResult result = open(askingFor(false, "jane", other.uuid(), "joe"));

        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertThat(result.leftOut()).hasSize(1);
    }

    @Test
    void theAuthorIsDistinguishedFromAReviewerOfTheSameName() {
        member("acme", "Acme CI");

        PullRequestResult result = open(askingFor(false, "acme", "acme-ci"));

        assertThat(reviewers()).containsExactly("acme");
        assertThat(result.leftOut()).extracting(LeftOut::who).containsExactly("Acme CI");
    }

    @Test
    void anUnidentifiableReviewerIsFoundByTrying() {
        List<Account> more = List.of(member("m1", "Em One"), member("m2", "Em Two"), member("m3", "Em Three"));
        refuse(
                "Somebody cannot review this.",
                body -> body.contains(joe.uuid()) || body.contains(more.get(1).uuid()));

        PullRequestResult result = open(askingFor(false, "jane", "joe", "al", "m1", "m2", "m3"));

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "al", "m1", "m3");
        assertThat(result.leftOut())
                .containsExactlyInAnyOrder(
                        new LeftOut("Joe Bloggs", "Somebody cannot review this."),
                        new LeftOut("Em Two", "Somebody cannot review this."));
    }

    @Test
    void aPullRequestIsOpenedEvenIfEveryReviewerIsRefused() {
        refuse("Malformed reviewers list", body -> body.contains("\"reviewers\""));

        PullRequestResult result = open(askingFor(false, "jane", "joe"));

        assertThat(reviewers()).isEmpty();
        assertThat(result.leftOut()).hasSize(2);
    }

    @Test
    void reviewersAreTriedIfTheTokenCannotLookThemUp() {
        al.deactivate();
        BitbucketClient client = acme.client(acme.ci.token(Scopes.ALL.stream()
                .filter(scope -> !scope.equals(Scopes.READ_USER))
                .toArray(String[]::new)));

        PullRequestResult result = open(askingFor(false, "jane", al.uuid(), joe.uuid()), client);

        assertThat(reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertLeftOut(result, al.uuid(), "Malformed reviewers list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\": {\"message\": \"reviewers: Malformed reviewers list\"}}",
                "{\"error\": {\"message\": \"Malformed reviewers list\"}}",
                "{\"error\": {\"message\": \"Bad request\", \"fields\": {\"\": [\"Malformed reviewers list\"]}}}",
                "{\"error\": {\"message\": \"Bad request\", \"fields\": {\"reviewers\": \"Malformed reviewers list\"}}}"
            })
    void theRefusalIsRecognizedInEveryForm(String answer) {
        al.deactivate();
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") && request.body().contains(al.uuid())
                        ? Fault.answer(400, "application/json", answer)
                        : Fault.none());

        assertLeftOut(open(askingFor(false, "jane", al.uuid())), "Al Gone", "the account is deactivated");
        assertThat(reviewers()).containsExactly("jane");
    }

    @Test
    void aKnownDeactivatedReviewerIsNotSent() {
        al.deactivate();
        acme.bitbucket.misbehave(request -> request.path().endsWith("/members")
                ? Fault.edited(JsonEdit.set("/values/0/user/account_status", "inactive"))
                : Fault.none());
        BitbucketClient client = acme.client();

        PullRequestResult result = open(askingFor(false, jane.uuid(), "al"), client);

        assertLeftOut(result, "Al Gone", "the account is deactivated");
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void aRefusalOfSomethingElseIsNotBlamedOnTheReviewers() {
        acme.bitbucket.misbehave(request -> request.method().equals("POST")
                ? KnownFaults.fieldAsText("title", "This title is taken.")
                : Fault.none());

        assertThat(Acme.failureOf(new OpenPullRequest().run(askingFor(false, "jane"), acme.client())))
                .isInstanceOfSatisfying(
                        Invalid.class, refusal -> assertThat(refusal.fields()).containsKey("title"));
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(1);
    }
}
