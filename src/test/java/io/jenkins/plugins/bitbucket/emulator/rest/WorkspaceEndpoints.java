package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;

/**
 * Workspaces, their members and projects.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/">workspaces</a>
 */
record WorkspaceEndpoints(Lookup lookup, Shapes shapes, Paging paging) {

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/workspaces/{workspace}", List.of(Scopes.READ_WORKSPACE), this::workspace),
                Route.of("GET", "/workspaces/{workspace}/members", List.of(Scopes.READ_WORKSPACE), this::members),
                Route.of("GET", "/workspaces/{workspace}/members/{user}", List.of(Scopes.READ_WORKSPACE), this::member),
                Route.of("GET", "/workspaces/{workspace}/projects", List.of(Scopes.READ_PROJECT), this::projects),
                Route.of("GET", "/workspaces/{workspace}/projects/{key}", List.of(Scopes.READ_PROJECT), this::project));
    }

    private ServerResponse workspace(Call call) {
        return call.json(200, shapes.workspace(lookup.workspace(call)));
    }

    private ServerResponse members(Call call) {
        HostedWorkspace workspace = lookup.workspace(call);
        return paging.page(call, Paging.USUAL, workspace.members(), member -> shapes.membership(workspace, member));
    }

    private ServerResponse projects(Call call) {
        HostedWorkspace workspace = lookup.workspace(call);
        return paging.page(
                call,
                Paging.USUAL,
                workspace.projects().stream()
                        .map(project -> shapes.project(workspace, project))
                        .toList());
    }

    private ServerResponse member(Call call) {
        HostedWorkspace workspace = lookup.workspace(call);
        Account member = lookup.user(call);
        if (!workspace.hasMember(member)) {
            throw BitbucketError.of(404, member.displayName() + " is not a member of this workspace");
        }
        return call.json(200, shapes.membership(workspace, member));
    }

    private ServerResponse project(Call call) {
        HostedWorkspace workspace = lookup.workspace(call);
        return workspace.projects().stream()
                .filter(project -> project.key().equalsIgnoreCase(call.variable("key")))
                .findFirst()
                .map(project -> call.json(200, shapes.project(workspace, project)))
                .orElseThrow(() -> BitbucketError.of(404, "No project with key " + call.variable("key")));
    }
}
