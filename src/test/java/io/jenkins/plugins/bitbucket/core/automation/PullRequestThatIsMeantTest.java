package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.IfExists;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.LostPart;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds the open pull request for two branches, and never touches another one. */
class PullRequestThatIsMeantTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");
    private static final String UUID = "{11111111-2222-4333-8444-555555555555}";

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    @BeforeEach
    void pushACommit() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
    }

    private static Request request(RepositoryId repository, String destination, String title, IfExists ifExists) {
        return new Request(
                repository,
                BUMP,
                Optional.of(destination).filter(name -> !name.isEmpty()).map(BranchName::new),
                title,
                Optional.of("See the notes."),
                List.of(),
                false,
                false,
                false,
                ifExists);
    }

    private PullRequestResult open(String title, IfExists ifExists) {
        return new OpenPullRequest()
                .run(request(INFRA, "main", title, ifExists), client)
                .join();
    }

    private HostedPullRequest pullRequest(int id) {
        return acme.infra.pullRequests().get(id - 1);
    }

    private long sent(String method) {
        return acme.bitbucket.requests().stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    /** Changes every list of pull requests. */
    private void editLists(List<JsonEdit> edits) {
        acme.bitbucket.misbehave(
                request -> request.method().equals("GET") && request.path().endsWith("/pullrequests")
                        ? Fault.edited(edits.toArray(JsonEdit[]::new))
                        : Fault.none());
    }

    /** Answers every search with these pull requests. */
    private void list(String... pullRequests) {
        acme.bitbucket.misbehave(request -> request.method().equals("GET")
                        && request.path().endsWith("/pullrequests")
                ? Fault.answer(200, "application/json", "{\"values\": [" + String.join(", ", pullRequests) + "]}")
                : Fault.none());
    }

    /** A matching pull request, with {@code part} replaced by {@code replacement}. */
    private String listed(String part, String replacement) {
        String repository = "{\"uuid\": \"" + acme.infra.uuid() + "\", \"full_name\": \"acme/infra\"}";
        return """
                {"id": 77, "title": "Somebody else's", "description": "", "state": "OPEN", "close_source_branch": false,
                 "source": {"branch": {"name": "bump/terraform-1.9"}, "repository": SOURCE},
                 "destination": {"branch": {"name": "main"}, "repository": DESTINATION}, "reviewers": []}
                """.replace(part, replacement).replace("SOURCE", repository).replace("DESTINATION", repository);
    }

    static Stream<List<JsonEdit>> sameRepository() {
        return Stream.of(
                List.of(JsonEdit.set("/values/*/destination/repository", null)),
                List.of(JsonEdit.remove("/values/*/destination/repository")),
                List.of(JsonEdit.set("/values/*/source/repository/full_name", "acme-before/infra")),
                List.of(JsonEdit.set("/values/*/destination/repository/full_name", "acme-later/infra")),
                List.of(
                        JsonEdit.set("/values/*/source/repository/full_name", "acme-before/infra"),
                        JsonEdit.set("/values/*/destination/repository", null)),
                List.of(
                        JsonEdit.remove("/values/*/source/repository/uuid"),
                        JsonEdit.set("/values/*/source/repository/full_name", "ACME/Infra")),
                List.of(
                        JsonEdit.remove("/values/*/source/repository"),
                        JsonEdit.remove("/values/*/destination/repository")),
                List.of(
                        JsonEdit.remove("/values/*/source/repository/full_name"),
                        JsonEdit.remove("/values/*/destination/repository/uuid")));
    }

    @ParameterizedTest
    @MethodSource("sameRepository")
    void isFoundHoweverBitbucketNamesItsRepository(List<JsonEdit> edits) {
        open("By hand", IfExists.UPDATE);
        editLists(edits);

        assertThat(open("Terraform 1.9", IfExists.REUSE).outcome()).isEqualTo(Outcome.FOUND);
        assertThat(failureOf(new OpenPullRequest().run(request(INFRA, "main", "Terraform 1.9", IfExists.FAIL), client)))
                .isInstanceOf(AlreadyExists.class);
        assertThat(pullRequest(1).title()).isEqualTo("By hand");
        assertThat(open("Terraform 1.9", IfExists.UPDATE).outcome()).isEqualTo(Outcome.UPDATED);

        assertThat(acme.infra.pullRequests()).hasSize(1);
        assertThat(sent("POST")).isOne();
    }

    @Test
    void isFoundWithoutItsDestinationRepository() {
        open("By hand", IfExists.UPDATE);
        acme.infra.lose(1, LostPart.DESTINATION_REPOSITORY, LostPart.AUTHOR, LostPart.SOURCE_COMMIT);

        assertThat(open("Terraform 1.9", IfExists.REUSE).id()).isOne();
        assertThat(pullRequest(1).title()).isEqualTo("By hand");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workspace", "repository"})
    void isFoundByTheRepositorysFormerName(String renamed) {
        open("By hand", IfExists.UPDATE);
        if (renamed.equals("workspace")) {
            acme.workspace.rename("acme-later");
        } else {
            acme.infra.rename("platform");
        }

        assertThat(open("Terraform 1.9", IfExists.REUSE).outcome()).isEqualTo(Outcome.FOUND);
        assertThat(pullRequest(1).title()).isEqualTo("By hand");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isFoundByTheUuidOfTheRepository(boolean workspaceByUuid) {
        open("By hand", IfExists.UPDATE);
        RepositoryId byUuid = new RepositoryId(
                workspaceByUuid ? acme.workspace.uuid() : "ACME",
                acme.infra.uuid().toUpperCase(Locale.ROOT));

        assertThat(new OpenPullRequest()
                        .run(request(byUuid, "main", "Terraform 1.9", IfExists.REUSE), client)
                        .join()
                        .outcome())
                .isEqualTo(Outcome.FOUND);
        assertThat(sent("POST")).isOne();
    }

    private Stream<String> others() {
        String fork = "{\"uuid\": \"" + UUID + "\", \"full_name\": \"joe/infra\"}";
        return Stream.of(
                listed("bump/terraform-1.9", "bump/Terraform-1.9"),
                listed("bump/terraform-1.9", "bump/terraform-1.9.1"),
                listed("\"main\"", "\"Main\""),
                listed("\"main\"", "\"release\""),
                listed("OPEN", "MERGED"),
                listed("OPEN", "DECLINED"),
                listed("OPEN", "SUPERSEDED"),
                listed("SOURCE", fork),
                listed("SOURCE", "null"),
                listed("SOURCE", "{\"full_name\": \"joe/infra\"}"),
                listed("SOURCE", "{\"uuid\": \"" + UUID + "\", \"full_name\": \"acme/infra\"}"),
                listed("SOURCE", fork)
                        .replaceFirst(
                                "\"destination\": .*?\"reviewers\"",
                                "\"destination\":"
                                        + " {\"branch\": {\"name\": \"main\"}, \"repository\": null}, \"reviewers\""),
                listed("SOURCE", fork)
                        .replace("\"acme/infra\"", "\"joe/infra\"")
                        .replace(acme.infra.uuid(), UUID));
    }

    @Test
    void isNeverMistakenForAnother() {
        list(others().toArray(String[]::new));

        PullRequestResult result = open("Terraform 1.9", IfExists.FAIL);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.id()).isOne();
        assertThat(sent("PUT")).isZero();
    }

    @Test
    void isFoundAmongOthersAndUnreadableEntries() {
        open("By hand", IfExists.UPDATE);
        String found = listed("77", "1").replace("Somebody else's", "By hand");
        list(Stream.of(
                        others(),
                        Stream.of(
                                "null",
                                "7",
                                "{}",
                                "{\"id\": 5, \"state\": \"OPEN\"}",
                                "{\"id\": 6, \"state\": \"OPEN\", \"source\": {\"branch\": null}}",
                                found))
                .flatMap(entries -> entries)
                .toArray(String[]::new));

        assertThat(open("Terraform 1.9", IfExists.UPDATE).id()).isOne();
        assertThat(pullRequest(1).title()).isEqualTo("Terraform 1.9");
        assertThat(sent("POST")).isOne();
    }

    @Test
    void isFoundOnALaterPageIfTheConditionIsIgnored() {
        open("By hand", IfExists.UPDATE);
        for (int i = 0; i < 55; i++) {
            BranchName other = new BranchName("other-" + i);
            acme.infra.commit(other.value(), "other.tf", other.value());
            new OpenPullRequest().run(Request.of(INFRA, other, "Other"), client).join();
        }
        acme.bitbucket.quirks().filtersIgnored();
        acme.infra.merge(3);

        assertThat(open("Terraform 1.9", IfExists.UPDATE).id()).isOne();
        assertThat(acme.infra.pullRequests())
                .hasSize(56)
                .extracting(HostedPullRequest::title)
                .containsOnlyOnce("Terraform 1.9");
    }

    @ParameterizedTest
    @EnumSource(
            value = IfExists.class,
            names = {"UPDATE", "REUSE"})
    void isFoundWithoutAMainBranch(IfExists ifExists) {
        open("Terraform 1.9", IfExists.UPDATE);
        withoutMainBranch();

        PullRequestResult result = new OpenPullRequest()
                .run(request(INFRA, "", "Terraform 1.9", ifExists), client)
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(result.id()).isOne();
        assertThat(sent("POST")).isOne();
    }

    @Test
    void isAmbiguousAmongSeveralWithoutAMainBranch() {
        acme.infra.commit("release", "release.txt", "1");
        open("Terraform 1.9", IfExists.UPDATE);
        new OpenPullRequest()
                .run(request(INFRA, "release", "Terraform 1.9", IfExists.UPDATE), client)
                .join();
        withoutMainBranch();

        assertThat(failureOf(new OpenPullRequest().run(request(INFRA, "", "Terraform 1.9", IfExists.UPDATE), client)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("the repository has no main branch, and more than one pull request is open from"
                        + " bump/terraform-1.9. Name the destination branch.");
        assertThat(sent("POST")).isEqualTo(2);
    }

    private void withoutMainBranch() {
        acme.bitbucket.misbehave(request -> request.path().endsWith("/acme/infra")
                ? Fault.edited(JsonEdit.set("/mainbranch", null))
                : Fault.none());
    }
}
