package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * Who calls, who others are, and where the caller belongs to.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/">users</a>
 */
record UserEndpoints(Directory directory, Shapes shapes, Paging paging) {

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/user", List.of(Scopes.READ_USER), this::self),
                Route.of("GET", "/users/{user}", List.of(Scopes.READ_USER), this::other),
                Route.of("GET", "/user/workspaces", List.of(Scopes.READ_WORKSPACE), this::workspaces),
                // Deprecated, and gone since 2026-04-14.
                Route.of("GET", "/user/permissions/workspaces", List.of(), this::gone),
                Route.of("GET", "/user/permissions/repositories", List.of(), this::gone),
                Route.of("GET", "/workspaces", List.of(), this::gone),
                Route.of("GET", "/repositories", List.of(), this::gone));
    }

    private ServerResponse self(Call call) {
        return ServerResponse.json(200, Fields.of(call).trim(shapes.profile(call.caller())));
    }

    /** By {uuid} or account id; nicknames are not taken. */
    private ServerResponse other(Call call) {
        String user = call.variable("user");
        return directory
                .account(known ->
                        known.uuid().equalsIgnoreCase(user) || known.accountId().equals(user))
                .map(account -> ServerResponse.json(200, Fields.of(call).trim(shapes.profile(account))))
                .orElseThrow(() -> BitbucketError.of(404, "No such user: " + user));
    }

    private ServerResponse workspaces(Call call) {
        return paging.page(
                call,
                Paging.LONGEST,
                directory.workspaces().stream()
                        .filter(workspace -> workspace.hasMember(call.caller()))
                        .map(workspace -> shapes.workspaceAccess(workspace, call.caller()))
                        .toList());
    }

    private ServerResponse gone(Call call) {
        throw BitbucketError.of(410, "CHANGE-2770 - Functionality has been deprecated");
    }
}
