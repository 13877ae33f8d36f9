package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The types of branches of a repository, which are always the defaults here.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-branching-model/">branching model</a>
 */
record BranchingModelEndpoints(Lookup lookup, Shapes shapes, GitShapes gitShapes) {

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", Route.REPOSITORY + "/branching-model", reading, this::model),
                Route.of("GET", Route.REPOSITORY + "/effective-branching-model", reading, this::model));
    }

    private ServerResponse model(Call call) {
        HostedRepository repository = lookup.repository(call);
        BareRepository git = repository.git();
        Optional<String> main = git.mainBranch();
        Optional<ObjectId> tip = main.flatMap(git::tip);
        return call.json(
                200,
                JsonNodes.object(
                        "type",
                        "branching_model",
                        "branch_types",
                        JsonNodes.array(Stream.of("release", "hotfix", "feature", "bugfix")
                                .map(BranchingModelEndpoints::kind)
                                .toList()),
                        "development",
                        JsonNodes.object(
                                "name",
                                main.orElse(null),
                                "use_mainbranch",
                                true,
                                "branch",
                                tip.map(commit -> gitShapes.branch(repository, main.get(), commit))
                                        .orElse(null)),
                        "links",
                        Map.of("self", Shapes.link(shapes.api(repository, "branching-model")))));
    }

    private static ObjectNode kind(String kind) {
        return JsonNodes.object("kind", kind, "prefix", kind + "/");
    }
}
