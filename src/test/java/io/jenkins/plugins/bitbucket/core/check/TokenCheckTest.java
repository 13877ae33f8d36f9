package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.rest.ScopeHeader;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenCheckTest {

    @AutoClose
    private final Acme acme = new Acme();

    private static TokenReport test(BitbucketClient client) {
        return new TokenCheck().run(client).join();
    }

    private static String[] without(Scope... missing) {
        Set<String> names = Stream.of(missing).map(Scope::fullName).collect(toSet());
        return Scopes.ALL.stream().filter(scope -> !names.contains(scope)).toArray(String[]::new);
    }

    @Test
    void reportsAGoodToken() {
        BitbucketClient client = acme.client();

        TokenReport report = test(client);

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.user())
                .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("Acme CI"));
        assertThat(report.workspaces()).extracting(w -> w.slug()).containsExactly("acme");
        assertThat(report.scopes(Grant.GRANTED)).containsExactly(Scope.values());
        assertThat(report.summary()).isEqualTo("The token has every scope that is needed.");
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void namesTheMissingScope(Scope missing) {
        BitbucketClient client = acme.client(acme.ci.token(without(missing)));

        TokenReport report = test(client);

        assertThat(report.scopes(Grant.MISSING)).containsExactly(missing);
        assertThat(report.verdict()).isEqualTo(missing.required() ? Verdict.INSUFFICIENT : Verdict.LIMITED);
        assertThat(report.summary()).contains(missing.fullName(), "create a new one");
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    /** All 127 non-empty sets of scopes; a token without scopes does not work at all. */
    @Tag("exhaustive")
    @Test
    void recognizesEverySetOfScopesWithTwoRequests() {
        for (Set<Scope> granted : allSets()) {
            assertTold(acme.client(token(granted)), granted);
        }
    }

    /** The old name of a scope may stand for several, and may imply others. */
    @Tag("exhaustive")
    @Test
    void recognizesEverySetOfOldScopesWithTwoRequests() {
        for (Set<Scope> named : allSets()) {
            String[] oldNames = named.stream()
                    .map(Scope::fullName)
                    .map(Scopes::oldName)
                    .distinct()
                    .toArray(String[]::new);
            Set<Scope> granted = EnumSet.copyOf(named);
            if (named.contains(Scope.READ_USER) || named.contains(Scope.READ_WORKSPACE)) {
                granted.addAll(Set.of(Scope.READ_USER, Scope.READ_WORKSPACE));
            }
            if (named.contains(Scope.WRITE_PULLREQUEST)) {
                granted.addAll(Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_REPOSITORY));
            }
            if (granted.contains(Scope.READ_PULLREQUEST) || granted.contains(Scope.WRITE_REPOSITORY)) {
                granted.add(Scope.READ_REPOSITORY);
            }
            assertTold(acme.client(acme.ci.token(oldNames)), granted);
        }
    }

    private static void assertTold(BitbucketClient client, Set<Scope> granted) {
        TokenReport report = test(client);

        assertThat(Set.copyOf(report.scopes(Grant.GRANTED))).isEqualTo(granted);
        assertThat(report.scopes(Grant.UNKNOWN)).isEmpty();
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    @Test
    void aTokenWithScopesOfTheOldStyleLacksNothing() {
        TokenReport report =
                test(acme.client(acme.ci.token("account", "project", "repository:write", "pullrequest:write")));

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.summary()).isEqualTo("The token has every scope that is needed.");
    }

    @Tag("exhaustive")
    @Test
    void isNeverWrongWithoutScopeHeaders() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);
        Set<Scope> reads = Stream.of(Scope.values())
                .filter(s -> s.name().startsWith("READ_"))
                .collect(toSet());
        for (Set<Scope> granted : allSets()) {
            TokenReport report = test(acme.client(token(granted)));

            if (granted.containsAll(reads)) {
                assertThat(report.scopes(Grant.UNKNOWN))
                        .containsExactly(Scope.WRITE_PULLREQUEST, Scope.WRITE_REPOSITORY);
                assertThat(Set.copyOf(report.scopes(Grant.GRANTED))).isEqualTo(reads);
                assertThat(report.summary()).contains("does not report whether it has write:pullrequest:bitbucket");
            } else {
                assertThat(Set.copyOf(report.scopes(Grant.GRANTED))).isEqualTo(granted);
                assertThat(report.scopes(Grant.UNKNOWN)).isEmpty();
            }
        }
    }

    @Test
    void leavesScopesUnknownInAnEmptyWorkspace() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);
        acme.infra.hiddenFrom(acme.ci);

        assertThat(test(acme.client()).scopes(Grant.UNKNOWN))
                .containsExactly(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST, Scope.WRITE_REPOSITORY);
    }

    @Test
    void reportsThatTheAccountBelongsToNoWorkspace() {
        String token =
                acme.bitbucket.account("ci@alone.example", "alone", "Alone").tokenWithAllScopes();
        BitbucketClient client = acme.answeringWithin(Duration.ofSeconds(20))
                .as(new ApiCredential("alone", new Email("ci@alone.example"), new ApiToken(token)));

        assertThat(test(client).table()).contains("Workspaces                   none\n");
    }

    @Test
    void rejectsAnExpiredTokenWithOneRequest() {
        BitbucketClient client = acme.client(acme.ci.expiredToken(without()));

        TokenReport report = test(client);

        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.summary())
                .startsWith("Bitbucket rejected the token (401).")
                .contains("expired", "https://id.atlassian.com/manage-profile/security/api-tokens");
        assertThat(report.table()).contains(report.summary());
        assertThat(client.requestsSent()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "ATCTT3xFfGN0, access token of a repository",
        "ATBBabcdef123456, removed app passwords in July 2026",
        "no-token-at-all, Check the email"
    })
    void hintsAtATokenOfAnotherKind(String token, String hint) {
        assertThat(test(acme.client(token)).summary()).contains(hint);
    }

    @Test
    void failsWhenBitbucketCannotBeAsked() {
        acme.bitbucket.misbehave(request -> Fault.status(503));

        assertThat(failureOf(new TokenCheck().run(acme.client()))).isInstanceOf(Unavailable.class);
    }

    @Test
    void leavesAScopeUnknownAfterAnInvalidName() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);
        acme.bitbucket.misbehave(request -> request.path().equals("/2.0/user/workspaces")
                ? Fault.answer(200, "application/json", "{\"values\":[{\"workspace\":{\"slug\":\"a\\u001bb\"}}]}")
                : Fault.none());

        TokenReport report = test(acme.client());

        assertThat(report.scopes(Grant.GRANTED)).containsExactly(Scope.READ_USER, Scope.READ_WORKSPACE);
        assertThat(report.scopes(Grant.MISSING)).isEmpty();
        assertThat(report.table()).contains("Workspaces                   a b").doesNotContain("\u001b");
    }

    @Test
    void printsATable() {
        String table = test(acme.client(acme.ci.token(without(Scope.READ_USER, Scope.WRITE_REPOSITORY))))
                .table();

        assertThat(table.lines())
                .contains(
                        "User                         can't be determined without read:user:bitbucket",
                        "Workspaces                   acme",
                        "read:user:bitbucket          ✗ MISSING   required: identify the token's owner",
                        "write:repository:bitbucket   ✗ MISSING   optional: create and delete branches; commit files; push",
                        "read:project:bitbucket       ✓ granted   required: list the projects of a workspace");
    }

    @Test
    void reportsWhatWillNotWorkAccordingToTheDeclaredScopes() {
        Map<String, Set<Scope>> needed = new LinkedHashMap<>();
        needed.put("create branches", CreateBranch.SCOPES);
        needed.put("open pull requests", OpenPullRequest.SCOPES);

        assertThat(test(acme.client()).willNotWork(needed)).isEmpty();
        assertThat(test(acme.client(acme.ci.token(without(Scope.WRITE_REPOSITORY))))
                        .willNotWork(needed))
                .containsExactly("create branches");
        assertThat(test(acme.client(acme.ci.token(without(Scope.READ_PULLREQUEST))))
                        .willNotWork(needed))
                .containsExactly("open pull requests");
        assertThat(test(acme.client(acme.ci.token(Scopes.READ_USER))).willNotWork(needed))
                .containsExactly("create branches", "open pull requests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRITE_REPOSITORY | The token works, but not for branches: it lacks write:repository:bitbucket.",
                "WRITE_PULLREQUEST | The token works, but not for pull requests: it lacks write:pullrequest:bitbucket.",
                "READ_PROJECT | The token lacks read:project:bitbucket. It can't be used to: list the projects of a"
                        + " workspace."
            })
    void reportsWhatTheTokenCannotDo(Scope missing, String summary) {
        assertThat(test(acme.client(acme.ci.token(without(missing)))).summary())
                .isEqualTo(summary
                        + " You can't change the scopes of a token: create a new one with all required scopes at "
                        + "https://id.atlassian.com/manage-profile/security/api-tokens and enter it in the "
                        + "credential.");
    }

    private String token(Set<Scope> scopes) {
        return acme.ci.token(scopes.stream().map(Scope::fullName).toArray(String[]::new));
    }

    private static List<Set<Scope>> allSets() {
        Scope[] all = Scope.values();
        return IntStream.range(1, 1 << all.length)
                .mapToObj(bits -> Arrays.stream(all)
                        .filter(scope -> (bits >> scope.ordinal() & 1) == 1)
                        .collect(toSet()))
                .toList();
    }
}
