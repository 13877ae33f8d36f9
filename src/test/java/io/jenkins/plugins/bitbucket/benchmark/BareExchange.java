package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URI;
import java.util.List;

/** The requests of an operation, recorded from the use case, for other contenders to send. */
record BareExchange(List<RecordedRequest> requests, URI apiUrl) {

    /** The branch and the repository in the requests. */
    static final String BRANCH = "recorded-branch";

    static final String REPOSITORY = "recorded-repository";

    /** One of the requests, for another branch. */
    record Sent(String method, String url, String body) {}

    /** An action on a branch. */
    interface Operation {
        void run(String branch) throws Exception;
    }

    static BareExchange record(Acme acme, Operation operation) throws Exception {
        acme.bitbucket.forgetRequests();
        operation.run(BRANCH);
        return new BareExchange(acme.bitbucket.requests(), acme.bitbucket.apiUrl());
    }

    List<Sent> with(String repository, String branch) {
        return requests.stream()
                .map(request -> new Sent(
                        request.method(),
                        apiUrl.resolve(request.path() + (request.query().isEmpty() ? "" : "?" + request.query()))
                                .toString()
                                .replace(REPOSITORY, repository)
                                .replace(BRANCH, branch),
                        request.body().replace(BRANCH, branch)))
                .toList();
    }
}
