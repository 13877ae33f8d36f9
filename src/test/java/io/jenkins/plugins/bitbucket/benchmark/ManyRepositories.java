package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import io.jenkins.plugins.bitbucket.core.automation.SentCommit;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * A file committed to a new branch of one repository after the other: the use case, and its requests with bare OkHttp.
 */
final class ManyRepositories implements Chapter {

    private static final String OURS = "use case";
    private static final String OKHTTP = "bare OkHttp";
    private static final int DELAY = 20;

    @Override
    public String name() {
        return "repositories";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        int repositories = quick ? 5 : 200;
        try (Contest contest = new Contest(repositories)) {
            Map<String, Samples> walls = new Rounds()
                    .add(OURS, contest::ours)
                    .add(OKHTTP, contest::okHttp)
                    .run(quick ? 0 : 1, quick ? 1 : 3);
            return List.of(new Table("Commit a file to a new branch of " + repositories
                            + " repositories, each request answered after " + DELAY + " ms")
                    .times(OURS, walls.get(OURS), "ms", OKHTTP, walls.get(OKHTTP))
                    .ratioAtMost(1.1)
                    .row(OKHTTP, walls.get(OKHTTP), "ms"));
        }
    }

    /** An embedded Bitbucket with repositories, and its clients. */
    private static final class Contest implements AutoCloseable {

        private static final String RECORDED = "recorded-repository";
        private static final String RECORDED_BRANCH = "recorded-branch";

        private final Acme acme = new Acme();
        private final ApiCredential credential = Acme.credential(acme.ci.tokenWithAllScopes());
        private final BitbucketCloud cloud = acme.answeringWithin(Duration.ofSeconds(30));
        private final OkHttpClient okHttp = new OkHttpClient();
        private final List<RepositoryId> repositories = new ArrayList<>();
        private final String recordedTip;
        private final List<RecordedRequest> recorded;
        private int rounds;

        Contest(int count) {
            for (int i = 0; i < count; i++) {
                repositories.add(repository("repository-" + i));
            }
            RepositoryId first = repository(RECORDED);
            recordedTip = tip(first);
            acme.bitbucket.forgetRequests();
            commit(first, RECORDED_BRANCH);
            recorded = List.copyOf(acme.bitbucket.requests());
            acme.bitbucket.delay(Duration.ofMillis(DELAY));
        }

        private RepositoryId repository(String slug) {
            acme.workspace.repository(slug).commit("main", "versions.tf", "1.8");
            return new RepositoryId("acme", slug);
        }

        private String tip(RepositoryId repository) {
            return acme.workspace
                    .find(repository.slug())
                    .flatMap(found -> found.tip("main"))
                    .orElseThrow();
        }

        double ours() throws Exception {
            String branch = "branch-" + rounds++;
            return Rounds.milliseconds(() -> repositories.forEach(repository -> commit(repository, branch)));
        }

        private void commit(RepositoryId repository, String branch) {
            CommitFiles.Request request = new CommitFiles.Request(
                    repository,
                    new BranchName(branch),
                    StartPoint.parse("main"),
                    "Bump",
                    Optional.empty(),
                    List.of(SourceFile.of("versions.tf", "1.10")),
                    List.of(),
                    IfUnchanged.FAIL,
                    SentCommit.unknown());
            new CommitFiles().run(request, cloud.as(credential)).join();
        }

        double okHttp() throws Exception {
            String branch = "branch-" + rounds++;
            return Rounds.milliseconds(() -> {
                for (RepositoryId repository : repositories) {
                    String tip = tip(repository);
                    for (RecordedRequest request : recorded) {
                        send(
                                request,
                                text -> text.replace(RECORDED_BRANCH, branch)
                                        .replace(RECORDED, repository.slug())
                                        .replace(recordedTip, tip));
                    }
                }
            });
        }

        private void send(RecordedRequest recordedRequest, UnaryOperator<String> here) throws IOException {
            String query = recordedRequest.query().isEmpty() ? "" : "?" + recordedRequest.query();
            URI url = acme.bitbucket.apiUrl().resolve(here.apply(recordedRequest.path() + query));
            RequestBody body = recordedRequest.body().isEmpty()
                    ? null
                    : RequestBody.create(
                            here.apply(recordedRequest.body()),
                            MediaType.get(recordedRequest.header("Content-Type").orElseThrow()));
            Request request = new Request.Builder()
                    .url(url.toString())
                    .method(recordedRequest.method(), body)
                    .header("Authorization", credential.token().authorization(credential.email()))
                    .header("Accept", "application/json")
                    .build();
            try (Response response = okHttp.newCall(request).execute()) {
                if (!response.isSuccessful()) {
                    throw new IOException("The embedded Bitbucket answered " + response.code() + " to " + url);
                }
                response.body().bytes();
            }
        }

        @Override
        public void close() {
            acme.close();
        }
    }
}
