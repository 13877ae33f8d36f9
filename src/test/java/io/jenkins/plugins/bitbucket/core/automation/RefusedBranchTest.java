package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch.IfExists;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.KnownFaults;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bitbucket's refusal is reported in its own words, whatever is looked up afterwards. */
class RefusedBranchTest {

    @AutoClose
    private final Acme acme = new Acme();

    private String refused(String from, Fault... answers) {
        acme.bitbucket.misbehaveOnce(answers);
        return failureOf(new CreateBranch()
                        .run(
                                new CreateBranch.Request(
                                        INFRA, new BranchName("bump"), StartPoint.parse(from), IfExists.REUSE),
                                acme.client()))
                .getMessage();
    }

    private static Fault says(int status, String words) {
        return Fault.answer(status, "application/json", "{\"error\": {\"message\": \"" + words + "\"}}");
    }

    private List<String> sent() {
        return acme.bitbucket.requests().stream().map(RecordedRequest::method).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 403, 405, 409, 422, 429, 500})
    void noTagIsLookedUpForOtherRefusals(int status) {
        assertThat(refused("v1", says(status, "Not today."))).contains(String.valueOf(status));
        assertThat(sent()).containsExactly("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Branch names are limited here.", "Invalid branch name.", "No."})
    void noOtherReasonIsMistakenForAnUnknownStart(String words) {
        assertThat(refused("v1", says(400, words))).contains(words);
        assertThat(sent()).containsExactly("POST");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Commit not found: v1",
        "400, target.hash: v1 does not exist",
        "404, Commit not found",
        "400, Branch v1 could not be found",
        "400, Unknown revision v1"
    })
    void theTagOfAnUnknownStartIsLookedUp(int status, String words) {
        acme.infra.tag("v1", acme.firstCommit);
        acme.bitbucket.misbehaveOnce(says(status, words));

        BranchResult result = new CreateBranch()
                .run(
                        new CreateBranch.Request(INFRA, new BranchName("bump"), StartPoint.parse("v1"), IfExists.REUSE),
                        acme.client())
                .join();

        assertThat(result.commit()).isEqualTo(acme.firstCommit);
        assertThat(sent()).containsExactly("POST", "GET", "POST");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 403, 404, 405, 410, 422, 429, 500})
    void theFirstReasonIsReported(int status) {
        assertThat(refused("nowhere", says(400, "Commit not found: nowhere"), says(status, "Not today.")))
                .contains("create the branch bump in acme/infra", "Commit not found: nowhere")
                .doesNotContain("Not today.");
    }

    @Test
    void itsExistenceIsReportedEvenIfItCanNotBeFound() {
        assertThat(refused("main", says(400, "A branch BUMP already exists.")))
                .contains("create the branch bump in acme/infra", "A branch BUMP already exists.");
    }

    static Stream<Fault> refusalsWithoutAReason() {
        return Stream.of(
                Fault.answer(400, "text/html", "<html>No</html>"),
                KnownFaults.badRequestInPlainText(),
                says(400, "Bad request"));
    }

    @ParameterizedTest
    @MethodSource("refusalsWithoutAReason")
    void anExistingBranchIsFoundWithoutAReason(Fault refusal) {
        acme.infra.commit("bump", "versions.tf", "1.9");
        acme.bitbucket.misbehaveOnce(refusal);

        BranchResult result = new CreateBranch()
                .run(
                        new CreateBranch.Request(
                                INFRA, new BranchName("bump"), StartPoint.parse("main"), IfExists.REUSE),
                        acme.client())
                .join();

        assertThat(result.created()).isFalse();
    }
}
