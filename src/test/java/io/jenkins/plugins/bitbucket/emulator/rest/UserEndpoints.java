package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * The caller, other accounts, and the caller's workspaces.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/">users</a>
 */
record UserEndpoints(Directory directory, Lookup lookup, Shapes shapes, Paging paging) {

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/user", List.of(Scopes.READ_USER), this::self),
                Route.of("GET", "/users/{user}", List.of(Scopes.READ_USER), this::other),
                Route.of("GET", "/user/workspaces", List.of(Scopes.READ_WORKSPACE), this::workspaces),
                // Deprecated, and removed since 2026-04-14.
                Route.of("GET", "/user/permissions/workspaces", List.of(), this::gone),
                Route.of("GET", "/user/permissions/repositories", List.of(), this::gone),
                Route.of("GET", "/workspaces", List.of(), this::gone),
                Route.of("GET", "/repositories", List.of(), this::gone));
    }

    private ServerResponse self(Call call) {
        return call.json(200, shapes.profile(call.caller()));
    }

    /** A deactivated account is found, with its status; seen. */
    private ServerResponse other(Call call) {
        return call.json(200, shapes.profile(lookup.user(call)));
    }

    private ServerResponse workspaces(Call call) {
        return paging.page(
                call,
                Paging.USUAL,
                directory.workspaces().stream()
                        .filter(workspace -> workspace.hasMember(call.caller()))
                        .map(workspace -> shapes.workspaceAccess(workspace, call.caller()))
                        .toList());
    }

    private ServerResponse gone(Call call) {
        throw BitbucketError.gone();
    }
}
