package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Repositories, and what of their git is only read: tags and commits.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/">repositories</a>
 */
record RepositoryEndpoints(Lookup lookup, Shapes shapes, GitShapes gitShapes, Paging paging) {

    private static final String REPOSITORY = "/repositories/{workspace}/{repository}";

    List<Route> routes() {
        List<String> scopes = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", "/repositories/{workspace}", scopes, this::list),
                Route.of("GET", REPOSITORY, scopes, this::repository),
                Route.of("GET", REPOSITORY + "/commit/{revision}", scopes, this::commit),
                Route.of("GET", REPOSITORY + "/refs/tags", scopes, this::tags),
                Route.of("GET", REPOSITORY + "/refs/tags/{name...}", scopes, this::tag));
    }

    private ServerResponse list(Call call) {
        return paging.page(
                call,
                Paging.LONGEST,
                lookup.repositories(call).stream()
                        .map(repository -> shapes.repository(repository, call.caller()))
                        .toList());
    }

    private ServerResponse repository(Call call) {
        return call.json(200, shapes.repository(lookup.repository(call), call.caller()));
    }

    private ServerResponse commit(Call call) {
        HostedRepository repository = lookup.repository(call);
        return call.json(200, gitShapes.commit(repository, lookup.commit(repository, call)));
    }

    private ServerResponse tags(Call call) {
        HostedRepository repository = lookup.repository(call);
        return paging.page(
                call,
                Paging.LONGEST,
                repository.git().refs(Constants.R_TAGS).entrySet().stream()
                        .map(tag -> gitShapes.tag(repository, tag.getKey(), tag.getValue()))
                        .toList());
    }

    private ServerResponse tag(Call call) {
        HostedRepository repository = lookup.repository(call);
        String name = call.variable("name");
        ObjectId target = repository.git().refs(Constants.R_TAGS).get(name);
        if (target == null) {
            throw BitbucketError.of(404, "Tag \"" + name + "\" does not exist.");
        }
        return call.json(200, gitShapes.tag(repository, name, target));
    }
}
