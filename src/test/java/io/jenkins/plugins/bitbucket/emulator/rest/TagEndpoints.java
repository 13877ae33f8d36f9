package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Lists, creates (with a message) and deletes tags; and lists all refs.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-refs/">refs</a>
 */
record TagEndpoints(Lookup lookup, GitShapes shapes, Paging paging) {

    private static final String REFS = Route.REPOSITORY + "/refs";
    private static final String TAGS = REFS + "/tags";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        List<String> writing = List.of(Scopes.WRITE_REPOSITORY);
        List<String> both = List.of(Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY);
        return List.of(
                Route.of("GET", REFS, reading, this::refs),
                Route.of("GET", TAGS, reading, this::list),
                Route.of("POST", TAGS, both, this::create),
                Route.of("GET", TAGS + "/{name...}", reading, this::tag),
                Route.of("DELETE", TAGS + "/{name...}", writing, this::delete));
    }

    private ServerResponse refs(Call call) {
        HostedRepository repository = lookup.repository(call);
        Stream<ObjectNode> branches = repository.git().branches().entrySet().stream()
                .map(branch -> shapes.branch(repository, branch.getKey(), branch.getValue()));
        return paging.page(
                call, Paging.USUAL, Stream.concat(branches, tags(repository)).toList());
    }

    private ServerResponse list(Call call) {
        return paging.page(call, Paging.USUAL, tags(lookup.repository(call)).toList());
    }

    private Stream<ObjectNode> tags(HostedRepository repository) {
        return repository.git().refs(Constants.R_TAGS).entrySet().stream()
                .map(tag -> shapes.tag(repository, tag.getKey(), tag.getValue()));
    }

    private ServerResponse tag(Call call) {
        HostedRepository repository = lookup.repository(call);
        String name = call.variable("name");
        return call.json(200, shapes.tag(repository, name, target(repository, name)));
    }

    private ServerResponse create(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        JsonNode body = call.body();
        String name = body.path("name").asText();
        if (!Repository.isValidRefName(Constants.R_TAGS + name)) {
            throw BitbucketError.field("name", "Invalid tag name: \"" + name + "\"");
        }
        BareRepository git = repository.git();
        RevCommit target = lookup.startPoint(repository, body.at("/target/hash").asText());
        String message = body.path("message").asText("");
        ObjectId tag = git.tags()
                .annotate(
                        name,
                        target,
                        new PersonIdent(
                                call.caller().displayName(), call.caller().email()),
                        message.isBlank()
                                ? "Added tag " + name + " for changeset "
                                        + target.name().substring(0, 12)
                                : message);
        // Uncertain.
        if (!git.create(Constants.R_TAGS + name, tag)) {
            throw BitbucketError.field("name", "tag \"" + name + "\" already exists");
        }
        return call.json(201, shapes.tag(repository, name, target));
    }

    private ServerResponse delete(Call call) {
        HostedRepository repository = lookup.writableRepository(call);
        String name = call.variable("name");
        target(repository, name);
        repository.git().delete(Constants.R_TAGS + name);
        return ServerResponse.empty(204);
    }

    private static ObjectId target(HostedRepository repository, String name) {
        return repository
                .git()
                .tags()
                .target(name)
                .orElseThrow(() -> BitbucketError.of(404, "Tag \"" + name + "\" does not exist."));
    }
}
