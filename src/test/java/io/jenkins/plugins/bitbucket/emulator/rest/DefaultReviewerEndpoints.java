package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.function.Function;

/**
 * The default reviewers. Deactivated accounts stay in the lists; seen.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">pull requests</a>
 */
record DefaultReviewerEndpoints(Lookup lookup, Shapes shapes, Paging paging) {

    private static final String ONE = Route.REPOSITORY + "/default-reviewers/{user}";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_PULL_REQUEST);
        List<String> administering = List.of(Scopes.ADMIN_REPOSITORY);
        return List.of(
                Route.of("GET", Route.REPOSITORY + "/default-reviewers", reading, this::all),
                Route.of("GET", Route.REPOSITORY + "/effective-default-reviewers", reading, this::effective),
                Route.of("GET", ONE, reading, this::one),
                Route.of("PUT", ONE, administering, this::add),
                Route.of("DELETE", ONE, administering, this::remove));
    }

    private ServerResponse all(Call call) {
        return list(call, shapes::user);
    }

    private ServerResponse effective(Call call) {
        return list(
                call,
                reviewer -> JsonNodes.object(
                        "type", "default_reviewer", "reviewer_type", "repository", "user", shapes.user(reviewer)));
    }

    private ServerResponse list(Call call, Function<Account, ObjectNode> form) {
        return paging.page(
                call,
                Paging.USUAL,
                lookup.repository(call).defaultReviewers().stream().map(form).toList());
    }

    private ServerResponse one(Call call) {
        List<Account> reviewers = lookup.repository(call).defaultReviewers();
        Account user = lookup.user(call);
        if (!reviewers.contains(user)) {
            throw BitbucketError.of(404, user.displayName() + " is not a default reviewer");
        }
        return call.json(200, shapes.user(user));
    }

    private ServerResponse add(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        Account user = lookup.user(call);
        if (!repository.isVisibleTo(user)) {
            throw BitbucketError.of(400, user.displayName() + " does not have access to this repository");
        }
        repository.defaultReviewer(user);
        return call.json(200, shapes.user(user));
    }

    private ServerResponse remove(Call call) {
        lookup.administeredRepository(call).removeDefaultReviewer(lookup.user(call));
        return ServerResponse.empty(204);
    }
}
