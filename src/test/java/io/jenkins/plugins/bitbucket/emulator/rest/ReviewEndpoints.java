package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.emulator.state.Vote;
import io.jenkins.plugins.bitbucket.emulator.state.Vote.Opinion;
import java.util.List;

/**
 * Approvals and requested changes of pull requests.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record ReviewEndpoints(Lookup lookup, ReviewShapes shapes) {

    private static final String PULL_REQUEST = Route.REPOSITORY + "/pullrequests/{id}";

    List<Route> routes() {
        List<String> both = List.of(Scopes.READ_PULL_REQUEST, Scopes.WRITE_PULL_REQUEST);
        List<String> writing = List.of(Scopes.WRITE_PULL_REQUEST);
        String approve = PULL_REQUEST + "/approve";
        String requestChanges = PULL_REQUEST + "/request-changes";
        return List.of(
                Route.of("POST", approve, both, call -> vote(call, Opinion.APPROVED)),
                Route.of("DELETE", approve, writing, call -> takeBack(call, Opinion.APPROVED)),
                Route.of("POST", requestChanges, both, call -> vote(call, Opinion.CHANGES_REQUESTED)),
                Route.of("DELETE", requestChanges, writing, call -> takeBack(call, Opinion.CHANGES_REQUESTED)));
    }

    private ServerResponse vote(Call call, Opinion opinion) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = notMerged(lookup.pullRequest(repository, call));
        Vote vote = repository.pulls().discussion(pullRequest.id()).vote(call.caller(), opinion);
        return call.json(200, shapes.participant(pullRequest, call.caller(), vote));
    }

    private ServerResponse takeBack(Call call, Opinion opinion) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = notMerged(lookup.pullRequest(repository, call));
        repository.pulls().discussion(pullRequest.id()).takeBack(call.caller(), opinion);
        return ServerResponse.empty(204);
    }

    /** Documented, except for approvals. */
    private static HostedPullRequest notMerged(HostedPullRequest pullRequest) {
        if (pullRequest.state().equals("MERGED")) {
            throw BitbucketError.of(400, "This pull request has already been merged.");
        }
        return pullRequest;
    }
}
