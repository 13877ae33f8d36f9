package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Lists, creates and deletes branches. A name can contain slashes, encoded or not.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-refs/">refs</a>
 */
record BranchEndpoints(Lookup lookup, GitShapes shapes, Paging paging) {

    private static final String BRANCHES = Route.REPOSITORY + "/refs/branches";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        List<String> writing = List.of(Scopes.WRITE_REPOSITORY);
        List<String> both = List.of(Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY);
        return List.of(
                Route.of("GET", BRANCHES, reading, this::list),
                Route.of("POST", BRANCHES, both, this::create),
                Route.of("GET", BRANCHES + "/{name...}", reading, this::branch),
                Route.of("DELETE", BRANCHES + "/{name...}", writing, this::delete));
    }

    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.repository(call);
        return paging.page(
                call,
                Paging.USUAL,
                repository.git().branches().entrySet().stream()
                        .map(branch -> shapes.branch(repository, branch.getKey(), branch.getValue()))
                        .toList());
    }

    private ServerResponse branch(Call call) {
        HostedRepository repository = lookup.repository(call);
        String name = call.variable("name");
        ObjectId tip = tip(repository, name);
        return call.json(200, shapes.branch(repository, name, tip));
    }

    private ServerResponse create(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        JsonNode body = call.body();
        String name = body.path("name").asText();
        if (name.startsWith(Constants.R_REFS) || !Repository.isValidRefName(Constants.R_HEADS + name)) {
            throw BitbucketError.field("name", "Invalid branch name: \"" + name + "\"");
        }
        RevCommit target = lookup.startPoint(repository, body.at("/target/hash").asText());
        synchronized (repository) {
            if (repository.git().tip(name).isPresent()) {
                throw BitbucketError.branchExists(name);
            }
            if (!repository.git().create(Constants.R_HEADS + name, target)) {
                throw BitbucketError.field("name", "\"" + name + "\" conflicts with another branch");
            }
        }
        return call.json(201, shapes.branch(repository, name, target));
    }

    private ServerResponse delete(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        String name = call.variable("name");
        tip(repository, name);
        if (repository.mainBranch().equals(Optional.of(name))) {
            throw BitbucketError.of(400, "The main branch can't be deleted.");
        }
        repository.git().delete(Constants.R_HEADS + name);
        return ServerResponse.empty(204);
    }

    private static ObjectId tip(HostedRepository repository, String name) {
        return repository
                .git()
                .tip(name)
                .orElseThrow(() -> BitbucketError.of(404, "Branch \"" + name + "\" does not exist."));
    }
}
