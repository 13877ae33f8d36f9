package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.rest.ScopeHeader;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.Arrays;
import java.util.List;
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
    void namesTheOneScopeThatIsMissing(Scope missing) {
        BitbucketClient client = acme.client(acme.ci.token(without(missing)));

        TokenReport report = test(client);

        assertThat(report.scopes(Grant.MISSING)).containsExactly(missing);
        assertThat(report.verdict()).isEqualTo(missing.required() ? Verdict.INSUFFICIENT : Verdict.LIMITED);
        assertThat(report.summary()).contains(missing.fullName(), "make a new one");
        assertThat(client.requestsSent()).isEqualTo(2);
    }

    /** All 127 sets of scopes but the empty one, which no token works with. */
    @Tag("exhaustive")
    @ParameterizedTest
    @EnumSource(names = {"NEW_NAMES", "OLD_NAMES"})
    void tellsEverySetOfScopesFromTwoRequests(ScopeHeader header) {
        acme.bitbucket.scopeHeader(header);
        for (Set<Scope> granted : allSets()) {
            BitbucketClient client = acme.client(token(granted));

            TokenReport report = test(client);

            assertThat(Set.copyOf(report.scopes(Grant.GRANTED))).isEqualTo(granted);
            assertThat(report.scopes(Grant.UNKNOWN)).isEmpty();
            assertThat(client.requestsSent()).isEqualTo(2);
        }
    }

    @Tag("exhaustive")
    @Test
    void isNeverWrongWhereNoHeaderTellsTheScopes() {
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
                assertThat(report.summary()).contains("does not tell whether it has write:pullrequest:bitbucket");
            } else {
                assertThat(Set.copyOf(report.scopes(Grant.GRANTED))).isEqualTo(granted);
                assertThat(report.scopes(Grant.UNKNOWN)).isEmpty();
            }
        }
    }

    @Test
    void leavesUnknownWhatCannotBeReadInAnEmptyWorkspace() {
        acme.bitbucket.scopeHeader(ScopeHeader.ABSENT);
        acme.infra.hiddenFrom(acme.ci);

        assertThat(test(acme.client()).scopes(Grant.UNKNOWN))
                .containsExactly(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST, Scope.WRITE_REPOSITORY);
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
        "ATBBabcdef123456, removed them in July 2026",
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
    void leavesAScopeUnknownWhereAnAnswerNamesWhatCanBeNone() {
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
                        "User                         can't tell without read:user:bitbucket",
                        "Workspaces                   acme",
                        "read:user:bitbucket          ✗ MISSING   required: tell whose the token is",
                        "write:repository:bitbucket   ✗ MISSING   optional: create branches; push",
                        "read:project:bitbucket       ✓ granted   required: list the projects of a workspace");
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
