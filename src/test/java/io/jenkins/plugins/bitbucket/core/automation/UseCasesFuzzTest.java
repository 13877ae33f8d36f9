package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.SafeText.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.testing.WrittenAnswers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;

/** Whatever a server answers, a use case ends with a result or an error, within the maximum number of requests. */
class UseCasesFuzzTest {

    private static final BranchName BUMP = new BranchName("bump/terraform-1.9");

    @AutoClose
    private static final WrittenAnswers SERVER = new WrittenAnswers();

    @DictionaryEntries({
        "Content-Type: application/json",
        "{\"error\":{\"message\":\"m\",\"data\":{\"key\":\"BRANCH_ALREADY_EXISTS\"}}}",
        "{\"name\":\"bump/terraform-1.9\",\"target\":{\"hash\":\"0123456\"}}",
        "{\"full_name\":\"acme/infra\",\"mainbranch\":{\"name\":\"main\"}}"
    })
    @FuzzTest(maxExecutions = 10_000, maxDuration = "")
    void createsABranchOrTellsWhyNot(byte[] answers) {
        for (String from : List.of("", "v1", "refs/tags/v1")) {
            CreateBranch.Request request =
                    new CreateBranch.Request(INFRA, BUMP, StartPoint.parse(from), CreateBranch.IfExists.REUSE);
            ends(answers, client -> new CreateBranch().run(request, client));
        }
    }

    @DictionaryEntries({
        "Content-Type: application/json",
        "{\"values\":[{\"nickname\":\"jdoe\",\"uuid\":\"{0a1b2c3d-0000-4000-8000-0123456789ab}\"}]}",
        "{\"error\":{\"message\":\"m\",\"fields\":{\"reviewers\":[\"Malformed reviewers list\"]}}}",
        "{\"id\":1,\"state\":\"OPEN\",\"source\":{\"branch\":{\"name\":\"bump/terraform-1.9\"}},"
                + "\"destination\":{\"branch\":{\"name\":\"main\"}}}"
    })
    @FuzzTest(maxExecutions = 10_000, maxDuration = "")
    void opensAPullRequestOrTellsWhyNot(byte[] answers) {
        OpenPullRequest.Request request = new OpenPullRequest.Request(
                INFRA,
                BUMP,
                Optional.of(new BranchName("main")),
                "Bump",
                Optional.of("Why"),
                List.of("jdoe", "5b10a2844c20165700ede21f"),
                true,
                false,
                true,
                OpenPullRequest.IfExists.UPDATE);
        ends(answers, client -> new OpenPullRequest().run(request, client));
    }

    private static void ends(byte[] answers, Function<BitbucketClient, CompletableFuture<?>> useCase) {
        BugDetectors.allowNetworkConnections(SERVER::isAt);
        BitbucketClient client = SERVER.client(answers);
        try {
            assertThat(useCase.apply(client).join()).isNotNull();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(BitbucketException.class);
            assertSafe(e.getCause(), WrittenAnswers.TOKEN);
        }
        assertThat(client.requestsSent()).isEqualTo(SERVER.requests());
    }
}
