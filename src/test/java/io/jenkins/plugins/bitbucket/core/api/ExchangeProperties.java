package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Properties of every exchange with Bitbucket, whatever the request and the response. */
class ExchangeProperties {

    private static final Map<String, Account> MEMBERS = new ConcurrentHashMap<>();

    private static Acme acme;

    @BeforeContainer
    static void start() {
        acme = new Acme();
    }

    @AfterContainer
    static void stop() {
        acme.close();
    }

    @Property(tries = 200)
    void findsExactlyTheMemberOfANickname(@ForAll("nicknames") String nickname) {
        Account member = MEMBERS.computeIfAbsent(nickname, ExchangeProperties::newMember);

        List<User> found = Page.collect(acme.client().members("acme", List.of(nickname)), Integer.MAX_VALUE)
                .join();

        assertThat(found).extracting(User::nickname).containsExactly(nickname);
        assertThat(found).extracting(User::uuid).containsExactly(member.uuid());
    }

    private static Account newMember(String nickname) {
        Account account = acme.bitbucket.account(nickname + "@acme.example", nickname, "Any Body");
        acme.workspace.member(account);
        return account;
    }

    @Provide
    Arbitrary<String> nicknames() {
        return Arbitraries.strings()
                .withChars("ab\"\\ =()&+%#é/")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(text -> text.equals(text.strip()));
    }

    @Property(tries = 100)
    void readsBackEveryBranchThatItCreates(@ForAll("branchNames") String name) {
        RepositoryClient infra = acme.client().repository(INFRA);
        BranchName branch = new BranchName("made/" + Integer.toHexString(name.hashCode()) + "/" + name);
        if (acme.infra.tip(branch.value()).isEmpty()) {
            infra.createBranch(branch, "main").join();
        }

        assertThat(infra.branch(branch).join())
                .extracting(Branch::name, Branch::commit)
                .containsExactly(branch.value(), acme.firstCommit);
    }

    @Provide
    Arbitrary<String> branchNames() {
        return Arbitraries.strings()
                .withChars("ab/.-_+%#&=é\"'")
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(ExchangeProperties::isBranchName);
    }

    @Property
    void collectsThePagesInOrderUpToTheLimit(
            @ForAll List<List<Integer>> pages, @ForAll @IntRange(min = 1, max = 50) int most) {
        List<Integer> all = pages.stream().flatMap(List::stream).limit(most).toList();

        assertThat(Page.collect(chain(new ArrayList<>(pages)), most).join()).isEqualTo(all);
    }

    private static CompletableFuture<Page<Integer>> chain(List<List<Integer>> pages) {
        List<Integer> first = pages.isEmpty() ? List.of() : pages.get(0);
        return CompletableFuture.completedFuture(new Page<>(
                first, pages.size() < 2 ? Optional.empty() : Optional.of(() -> chain(pages.subList(1, pages.size())))));
    }

    @Property(tries = 300)
    void turnsEveryResponseIntoAResultOrAnError(
            @ForAll("statuses") int status, @ForAll("contentTypes") String type, @ForAll("bodies") String body) {
        RepositoryClient infra = acme.client().repository(INFRA);
        for (CompletableFuture<?> call : List.of(
                answered(status, type, body, infra::get),
                answered(status, type, body, () -> infra.pullRequest(1)),
                answered(status, type, body, infra::branches))) {
            try {
                assertThat(call.join()).isNotNull();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(BitbucketException.class);
            }
        }
    }

    private static <T> CompletableFuture<T> answered(
            int status, String type, String body, java.util.function.Supplier<CompletableFuture<T>> call) {
        acme.bitbucket.misbehaveOnce(Fault.answer(status, type, body));
        CompletableFuture<T> answer = call.get();
        answer.handle((value, failure) -> null).join();
        return answer;
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Arbitraries.of(200, 201, 202, 301, 302, 400, 401, 403, 404, 409, 410, 418, 429, 500, 503, 555, 599);
    }

    @Provide
    Arbitrary<String> contentTypes() {
        return Arbitraries.of("application/json", "application/json; charset=utf-8", "text/plain", "text/html", "x");
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        "null",
                        "[]",
                        "{}",
                        "{\"error\":\"x\"}",
                        "{\"error\":{\"message\":7,\"fields\":[1],\"detail\":\"d\",\"data\":null}}",
                        "{\"error\":{\"message\":\"m\",\"fields\":{\"x\":\"one\",\"y\":[2]},\"detail\":{\"required\":{}}}}",
                        "{\"values\":{},\"next\":7}",
                        "{\"values\":[1,null,{}]}",
                        "{\"id\":1e300}",
                        "{\"full_name\":[],\"links\":{\"html\":{\"href\":\"javascript:alert(1)\"}}}"),
                Arbitraries.strings().ofMaxLength(30));
    }

    private static boolean isBranchName(String text) {
        try {
            return new BranchName("made/x/" + text).value().endsWith(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
