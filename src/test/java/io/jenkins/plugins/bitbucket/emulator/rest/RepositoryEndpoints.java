package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * Repositories.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/">repositories</a>
 */
record RepositoryEndpoints(Lookup lookup, Shapes shapes, Paging paging) {

    List<Route> routes() {
        List<String> scopes = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", "/repositories/{workspace}", scopes, this::list),
                Route.of("GET", Route.REPOSITORY, scopes, this::repository));
    }

    private ServerResponse list(Call call) {
        return paging.page(
                call,
                Paging.USUAL,
                lookup.repositories(call),
                repository -> shapes.repository(repository, call.caller()));
    }

    private ServerResponse repository(Call call) {
        return call.json(200, shapes.repository(lookup.repository(call), call.caller()));
    }
}
