package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.LeftOut;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.http.KnownFaults;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An update changes what was requested and loses nothing else, however Bitbucket treats omitted fields. */
class UpdatedPullRequestTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");
    private static final String DESCRIPTION = "By hand, with *care*.";

    @AutoClose
    private final Acme acme = new Acme();

    private final Account jane = member("jane", "Jane Doe");
    private final Account joe = member("joe", "Joe Bloggs");
    private final Account al = member("al", "Al Gone");

    /** A draft with a description and two reviewers, whose merge deletes the source branch. */
    @BeforeEach
    void openOneByHand() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
        new OpenPullRequest()
                .run(
                        new Request(
                                INFRA,
                                BUMP,
                                Optional.empty(),
                                "By hand",
                                Optional.of(DESCRIPTION),
                                List.of(jane.uuid(), al.uuid()),
                                false,
                                true,
                                true,
                                IfExists.FAIL),
                        acme.client())
                .join();
        acme.bitbucket.forgetRequests();
    }

    private Account member(String nickname, String displayName) {
        Account account = acme.bitbucket.account(nickname + "@acme.example", nickname, displayName);
        acme.workspace.member(account);
        return account;
    }

    private PullRequestResult open(String title, String... reviewers) {
        Request request = new Request(
                INFRA,
                BUMP,
                Optional.of(new BranchName("main")),
                title,
                Optional.empty(),
                List.of(reviewers),
                false,
                false,
                false,
                IfExists.UPDATE);
        return new OpenPullRequest().run(request, acme.client()).join();
    }

    private PullRequestResult describe(String description) {
        Request request = new Request(
                INFRA,
                BUMP,
                Optional.empty(),
                "By hand",
                Optional.of(description),
                List.of(),
                false,
                false,
                false,
                IfExists.UPDATE);
        return new OpenPullRequest().run(request, acme.client()).join();
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }

    private void assertOthersKept() {
        assertThat(only().description()).isEqualTo(DESCRIPTION);
        assertThat(only().draft()).isTrue();
        assertThat(only().closeSourceBranch()).isTrue();
    }

    private Stream<String> sent(String method) {
        return acme.bitbucket.requests().stream()
                .filter(request -> request.method().equals(method))
                .map(request -> request.path());
    }

    @ParameterizedTest
    @EnumSource(Quirks.Update.class)
    void changesOnlyTheTitle(Quirks.Update style) {
        acme.bitbucket.quirks().update(style);

        assertThat(open("Terraform 1.9").outcome()).isEqualTo(Outcome.UPDATED);

        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertOthersKept();
    }

    @ParameterizedTest
    @EnumSource(Quirks.Update.class)
    void changesOnlyTheReviewers(Quirks.Update style) {
        acme.bitbucket.quirks().update(style);

        assertThat(open("By hand", "joe").outcome()).isEqualTo(Outcome.UPDATED);

        assertThat(only().title()).isEqualTo("By hand");
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al", "joe");
        assertOthersKept();
    }

    @ParameterizedTest
    @EnumSource(Quirks.Update.class)
    void changesOnlyTheDescription(Quirks.Update style) {
        acme.bitbucket.quirks().update(style);

        assertThat(describe("By the *build*.").outcome()).isEqualTo(Outcome.UPDATED);

        assertThat(only().description()).isEqualTo("By the *build*.");
        assertThat(only().title()).isEqualTo("By hand");
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertThat(only().draft()).isTrue();
        assertThat(only().closeSourceBranch()).isTrue();
    }

    static Stream<JsonEdit> incompleteLists() {
        return Stream.of(
                JsonEdit.remove("/values/*/reviewers"),
                JsonEdit.set("/values/*/reviewers", null),
                JsonEdit.remove("/values/*/description"),
                JsonEdit.set("/values/*/description", null),
                JsonEdit.remove("/values/*/close_source_branch"));
    }

    @ParameterizedTest
    @MethodSource("incompleteLists")
    void readsWhatTheListOmitsBeforeAnUpdate(JsonEdit edit) {
        acme.bitbucket.quirks().update(Quirks.Update.CLEARS);
        acme.bitbucket.misbehave(
                request -> request.path().endsWith("/pullrequests") ? Fault.edited(edit) : Fault.none());

        assertThat(open("Terraform 1.9", "joe").outcome()).isEqualTo(Outcome.UPDATED);

        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al", "joe");
        assertOthersKept();
        assertThat(sent("GET")).contains("/2.0/repositories/acme/infra/pullrequests/1");
    }

    @Test
    void doesNotReadWhatTheListOmitsUnnecessarily() {
        acme.bitbucket.quirks().reviewersHidden();

        assertThat(open("By hand").outcome()).isEqualTo(Outcome.FOUND);

        assertThat(sent("GET")).hasSize(1);
    }

    @Test
    void addsNobodyIfTheCurrentReviewersAreUnknown() {
        acme.bitbucket.misbehave(
                request -> request.method().equals("GET") && request.path().contains("/pullrequests")
                        ? Fault.edited(JsonEdit.remove("/values/*/reviewers"), JsonEdit.remove("/reviewers"))
                        : Fault.none());

        PullRequestResult result = open("Terraform 1.9", "joe");

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertThat(result.leftOut()).extracting(LeftOut::who).containsExactly("Joe Bloggs");
    }

    @Test
    void updatesNothingIfOnlyTheLineEndsOfTheDescriptionDiffer() {
        describe("One\n\nTwo");
        acme.bitbucket.forgetRequests();
        acme.bitbucket.misbehave(any -> Fault.edited(JsonEdit.set("/values/0/description", "One\r\n\r\nTwo")));

        assertThat(describe("One\n\nTwo").outcome()).isEqualTo(Outcome.FOUND);
        assertThat(sent("PUT")).isEmpty();
    }

    @Test
    void removesOnlyTheDeactivatedReviewer() {
        al.deactivate();

        PullRequestResult result = open("By hand", "jane", "joe");

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertThat(result.leftOut()).containsExactly(new LeftOut("Al Gone", "the account is deactivated"));
        assertOthersKept();
    }

    @Test
    void removesNobodyIfThereIsNothingToUpdate() {
        al.deactivate();

        PullRequestResult result = open("By hand", "jane");

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(result.leftOut()).isEmpty();
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertThat(sent("PUT")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Malformed reviewers list", "Somebody cannot review this."})
    void removesNobodyWithoutAReason(String words) {
        acme.bitbucket.misbehave(
                request -> request.method().equals("PUT") && request.body().contains(al.uuid())
                        ? KnownFaults.refusedReviewers(List.of(words))
                        : Fault.none());

        PullRequestResult result = open("Terraform 1.9", "joe");

        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertThat(result.leftOut()).containsExactly(new LeftOut("Joe Bloggs", words));
    }

    /** Without a lookup, nobody is known to be deactivated. */
    @ParameterizedTest
    @EnumSource(Quirks.Update.class)
    void removesNobodyElseIfARefusalNamesNobody(Quirks.Update style) {
        acme.bitbucket.quirks().update(style);
        al.deactivate();
        BitbucketClient client = acme.client(acme.ci.token(Scopes.ALL.stream()
                .filter(scope -> !scope.equals(Scopes.READ_USER))
                .toArray(String[]::new)));

        PullRequestResult result = new OpenPullRequest()
                .run(Request.of(INFRA, BUMP, "Terraform 1.9"), client)
                .join();

        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertOthersKept();
        if (style == Quirks.Update.CLEARS) {
            assertThat(only().reviewers()).containsExactly("jane");
            assertThat(result.leftOut()).containsExactly(new LeftOut("Al Gone", "Malformed reviewers list"));
        } else {
            assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
            assertThat(result.leftOut()).isEmpty();
        }
    }

    /** As an app, which is a reviewer, but not among the personal accounts. */
    @Test
    void keepsAReviewerThatIsNotFoundIfAnotherOneIsRefused() {
        misbehave(al, joe);

        PullRequestResult result = open("Terraform 1.9", "joe");

        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
        assertThat(result.leftOut()).containsExactly(new LeftOut("Joe Bloggs", "Malformed reviewers list"));
    }

    @Test
    void removesAReviewerThatIsNotFoundIfBitbucketRefusesIt() {
        misbehave(al, al);

        PullRequestResult result = open("Terraform 1.9", "joe");

        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "joe");
        assertThat(result.leftOut()).containsExactly(new LeftOut("Al Gone", "there is no such account"));
    }

    /** Lookups do not find one account, and Bitbucket refuses one as a reviewer, without naming it. */
    private void misbehave(Account notFound, Account refused) {
        String uuid = notFound.uuid().substring(1, notFound.uuid().length() - 1);
        acme.bitbucket.misbehave(request -> {
            if (request.path().contains("/users/") && request.path().contains(uuid)) {
                return Fault.status(404);
            }
            return request.method().equals("PUT") && request.body().contains(refused.uuid())
                    ? KnownFaults.refusedReviewers(List.of("Malformed reviewers list"))
                    : Fault.none();
        });
    }

    @Test
    void aNewlyRefusedReviewerCausesNoUpdate() {
        Account stranger = acme.bitbucket.account("sam@other.example", "sam", "Sam Stranger");

        PullRequestResult result = open("By hand", stranger.uuid(), "acme-ci");

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(result.leftOut()).extracting(LeftOut::who).containsExactlyInAnyOrder("Sam Stranger", "Acme CI");
        assertThat(sent("PUT")).hasSize(1);
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al");
    }

    @Test
    void aDeletedReviewerDoesNotPreventAnUpdate() {
        acme.bitbucket.misbehave(request -> request.path().endsWith("/pullrequests")
                ? Fault.changed(body -> body.replaceFirst("\"reviewers\":\\[", "\"reviewers\":[null,"))
                : Fault.none());

        assertThat(open("By hand", "joe").outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al", "joe");
    }

    @Test
    void keepsAnAppAsAReviewer() {
        acme.bitbucket.quirks().update(Quirks.Update.CLEARS);
        acme.bitbucket.misbehave(request -> request.path().endsWith("/pullrequests")
                ? Fault.edited(
                        JsonEdit.set("/values/0/reviewers/1/type", "app_user"),
                        JsonEdit.remove("/values/0/reviewers/1/nickname"),
                        JsonEdit.remove("/values/0/reviewers/1/account_id"),
                        JsonEdit.remove("/values/0/reviewers/1/links"))
                : Fault.none());

        open("Terraform 1.9", "joe");

        assertThat(only().reviewers()).containsExactlyInAnyOrder("jane", "al", "joe");
    }

    @Test
    void addsAReviewerOnceHoweverOftenTheyAreNamed() {
        PullRequestResult result =
                open("By hand", "JANE", jane.accountId(), jane.uuid().toUpperCase(Locale.ROOT), "jane");

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(sent("PUT")).isEmpty();
    }

    /** Neither the response nor the lookup after it can be read. */
    @Test
    void reportsAnUpdateThatIsConfirmedLater() {
        AtomicInteger unread = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            boolean after = unread.get() > 0;
            return (request.method().equals("PUT") || after) && unread.getAndIncrement() < 2
                    ? Fault.emptyBody()
                    : Fault.none();
        });

        PullRequestResult result = new OpenPullRequest()
                .run(Request.of(INFRA, BUMP, "Terraform 1.9"), acme.patientClient())
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertThat(sent("PUT")).hasSize(1);
    }
}
