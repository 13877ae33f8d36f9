package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch.IfMissing;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch.Request;
import io.jenkins.plugins.bitbucket.core.automation.DeleteBranch.Result;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteBranchTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    private void push() {
        acme.infra.commit(BUMP.value(), "versions.tf", "1.9");
    }

    private void openPullRequest() {
        new OpenPullRequest()
                .run(OpenPullRequest.Request.of(INFRA, BUMP, "Terraform 1.9"), acme.client())
                .join();
    }

    private static Request request(BranchName branch, IfMissing ifMissing, boolean force) {
        return new Request(INFRA, branch, ifMissing, force);
    }

    private Result delete(Request request) {
        return new DeleteBranch().run(request, client).join();
    }

    @Test
    void deletesABranchInThreeRequests() {
        push();

        Result result = delete(request(BUMP, IfMissing.FAIL, false));

        assertThat(result).isEqualTo(new Result("bump/terraform-1.9", true));
        assertThat(acme.infra.branches()).containsExactly("main");
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void succeedsWithoutTheBranch() {
        assertThat(delete(request(BUMP, IfMissing.IGNORE, false))).isEqualTo(new Result("bump/terraform-1.9", false));
    }

    @Test
    void failsWithoutTheBranchIfAskedTo() {
        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.FAIL, false), client)))
                .isInstanceOf(NotFound.class)
                .hasMessageStartingWith(
                        "Can't delete the branch bump/terraform-1.9 in acme/infra with the credential “bitbucket-prod”: ");
    }

    @Test
    void neverDeletesTheMainBranch() {
        assertThat(failureOf(new DeleteBranch().run(request(new BranchName("main"), IfMissing.IGNORE, true), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("it is the main branch of the repository");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void keepsABranchWithAnOpenPullRequest() {
        push();
        openPullRequest();

        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.IGNORE, false), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(
                        "the pull request #1 is open from bump/terraform-1.9 into main. Merge or decline it");
        assertThat(acme.infra.branches()).contains(BUMP.value());
    }

    @Test
    void deletesABranchBesideOtherOpenPullRequests() {
        push();
        acme.openPullRequest("other");
        acme.bitbucket.quirks().filtersIgnored();

        assertThat(delete(request(BUMP, IfMissing.FAIL, false)).deleted()).isTrue();
    }

    @Test
    void keepsABranchIntoWhichAPullRequestIsOpen() {
        push();
        PullRequestId id = acme.openPullRequest("other");
        acme.bitbucket.misbehave(request -> request.path().endsWith("/pullrequests")
                ? Fault.edited(JsonEdit.set("/values/0/destination/branch/name", BUMP.value()))
                : Fault.none());
        acme.bitbucket.quirks().filtersIgnored();

        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.IGNORE, false), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("the pull request #" + id.number() + " is open from other into bump/");
        assertThat(acme.infra.branches()).contains(BUMP.value());
    }

    @ParameterizedTest
    @CsvSource({"/values/0/source,from ? into main", "/values/0/destination/branch,from bump/terraform-1.9 into ?"})
    void keepsABranchIfAnOpenPullRequestIsIncomplete(String lost, String shown) {
        push();
        openPullRequest();
        acme.bitbucket.misbehave(request ->
                request.path().endsWith("/pullrequests") ? Fault.edited(JsonEdit.set(lost, null)) : Fault.none());

        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.IGNORE, false), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("the pull request #1 is open " + shown + ". Merge or decline it");
        assertThat(acme.infra.branches()).contains(BUMP.value());
    }

    /** Makes infra a fork of upstream. */
    static void forked(Acme acme, Fault ofUpstream) {
        acme.workspace.repository("upstream").commit("main", "README.md", "Upstream");
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/upstream/pullrequests")) {
                return ofUpstream;
            }
            return request.path().endsWith("/infra")
                    ? Fault.edited(JsonEdit.set("/parent", Map.of("full_name", "acme/upstream")))
                    : Fault.none();
        });
    }

    @Test
    void deletesABranchOfAForkWithoutAPullRequest() {
        push();
        forked(acme, Fault.none());

        assertThat(delete(request(BUMP, IfMissing.FAIL, false)).deleted()).isTrue();
        assertThat(acme.bitbucket.requests())
                .anySatisfy(request -> assertThat(URLDecoder.decode(request.query(), StandardCharsets.UTF_8))
                        .endsWith(
                                "q=source.repository.full_name=\"acme/infra\" AND source.branch.name=\"bump/terraform-1.9\""
                                        + " AND state=\"OPEN\""));
    }

    @Test
    void keepsABranchOfAForkWithAnOpenPullRequestIntoItsParent() {
        push();
        Map<String, Object> main = Map.of("branch", Map.of("name", "main"), "repository", Map.of("uuid", "{1}"));
        Map<String, Object> bump = Map.of("branch", Map.of("name", BUMP.value()), "repository", Map.of("uuid", "{2}"));
        forked(
                acme,
                Fault.edited(JsonEdit.set(
                        "/values", List.of(Map.of("id", 7, "state", "OPEN", "source", bump, "destination", main)))));

        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.IGNORE, false), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(
                        "the pull request #7 of acme/upstream is open from bump/terraform-1.9 into main. Merge or");
        assertThat(acme.infra.branches()).contains(BUMP.value());
    }

    @Test
    void keepsABranchOfAForkIfThePullRequestsOfItsParentAreHidden() {
        push();
        forked(acme, Fault.status(404));

        assertThat(failureOf(new DeleteBranch().run(request(BUMP, IfMissing.IGNORE, false), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageEndingWith("the repository is a fork of acme/upstream, whose pull requests this account"
                        + " can't read. Use an account that can, or force the deletion.");
        assertThat(acme.infra.branches()).contains(BUMP.value());
    }

    @Test
    void deletesABranchWithAnOpenPullRequestByForce() {
        push();
        openPullRequest();

        assertThat(delete(request(BUMP, IfMissing.IGNORE, true)).deleted()).isTrue();
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void countsAMissingBranchAsDeletedAfterALostResponse() {
        push();
        acme.bitbucket.misbehaveOnce(Fault.none(), Fault.none(), Fault.dropAfter());

        Result result = new DeleteBranch()
                .run(request(BUMP, IfMissing.FAIL, false), acme.patientClient())
                .join();

        assertThat(result.deleted()).isTrue();
    }
}
