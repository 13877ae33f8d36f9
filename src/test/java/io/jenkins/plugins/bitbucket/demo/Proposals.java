package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryDetails;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles;
import io.jenkins.plugins.bitbucket.core.automation.FindPullRequests;
import io.jenkins.plugins.bitbucket.core.automation.ListRepositories;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest;
import io.jenkins.plugins.bitbucket.core.automation.SentCommit;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Proposes one change to every repository of a project: a branch with one commit, and a pull request. A repository that
 * already has the pull request, open or closed, costs one request. It stores nothing: the next run does what a killed
 * run has left undone.
 */
public final class Proposals {

    static final BranchName BRANCH = new BranchName("chore/editorconfig");

    private static final SourceFile FILE = SourceFile.of(".editorconfig", "root = true\n\n[*]\ncharset = utf-8\n");
    private static final String TITLE = "Add an EditorConfig";

    // What one account can have in flight before it knows how quickly Bitbucket answers.
    private static final int AT_ONCE = 10;

    private final BitbucketCloud bitbucket;
    private final ApiCredential credential;
    private final AtomicInteger requests = new AtomicInteger();

    Proposals(URI apiUrl, ApiCredential credential) {
        this.bitbucket = BitbucketCloud.at(apiUrl, Duration.ofSeconds(5), Duration.ofSeconds(30));
        this.credential = credential;
    }

    /**
     * The result of a run.
     *
     * @param proposed the number of repositories with a new pull request
     * @param found the number of repositories that already had one
     * @param requests the number of requests
     */
    record Total(int proposed, int found, int requests, Duration time) {}

    /** @param progress receives the number of finished repositories, after each of them */
    Total run(String workspace, String project, IntConsumer progress) {
        long start = System.nanoTime();
        int before = requests.get();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            AtomicInteger done = new AtomicInteger();
            AtomicInteger proposed = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            for (RepositoryDetails repository : list(workspace, project)) {
                all.add(threads.submit(() -> {
                    if (propose(repository)) {
                        proposed.incrementAndGet();
                    }
                    progress.accept(done.incrementAndGet());
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return new Total(
                    proposed.get(),
                    all.size() - proposed.get(),
                    requests.get() - before,
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The run was interrupted.", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<RepositoryDetails> list(String workspace, String project) {
        BitbucketClient client = client();
        List<RepositoryDetails> found = new ListRepositories()
                .run(
                        new ListRepositories.Request(
                                workspace, Optional.of(project), Optional.empty(), Optional.empty(), Integer.MAX_VALUE),
                        client)
                .join();
        requests.addAndGet(client.requestsSent());
        return found;
    }

    /** @return whether it was not proposed before */
    private boolean propose(RepositoryDetails repository) {
        RepositoryId id = RepositoryId.parse(repository.fullName());
        BitbucketClient client = client();
        try {
            if (isProposed(id, client)) {
                return false;
            }
            new CommitFiles()
                    .run(commit(id, repository.mainBranch().orElseThrow()), client)
                    .join();
            new OpenPullRequest()
                    .run(OpenPullRequest.Request.of(id, BRANCH, TITLE), client)
                    .join();
            return true;
        } finally {
            requests.addAndGet(client.requestsSent());
        }
    }

    private static boolean isProposed(RepositoryId id, BitbucketClient client) {
        return !new FindPullRequests()
                .run(
                        new FindPullRequests.Request(
                                id,
                                Optional.empty(),
                                Optional.of(BRANCH),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                1),
                        client)
                .join()
                .isEmpty();
    }

    private static CommitFiles.Request commit(RepositoryId id, String mainBranch) {
        return new CommitFiles.Request(
                id,
                BRANCH,
                StartPoint.parse(mainBranch),
                TITLE,
                Optional.empty(),
                List.of(FILE),
                List.of(),
                CommitFiles.IfUnchanged.SKIP,
                SentCommit.unknown());
    }

    private BitbucketClient client() {
        return bitbucket.as(credential, RetryPolicy.of(Duration.ofMinutes(1), wait -> {}));
    }

    /**
     * A run in a separate process, which can be killed.
     *
     * @param arguments the API's address, the email, the workspace, and the key of the project; the token is in the
     *     environment
     */
    public static void main(String[] arguments) {
        ApiCredential credential = new ApiCredential(
                Demo.TOKEN_VARIABLE, new Email(arguments[1]), new ApiToken(System.getenv(Demo.TOKEN_VARIABLE)));
        new Proposals(URI.create(arguments[0]), credential).run(arguments[2], arguments[3], done -> {});
    }
}
