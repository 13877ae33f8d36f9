package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Files without a clone. A branch with a slash in its name can't be named here, encoded or not.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">source</a>
 */
record SourceEndpoints(Lookup lookup) {

    private static final String FILE = "/repositories/{workspace}/{repository}/src/{revision}/{path...}";

    List<Route> routes() {
        List<String> scopes = List.of(Scopes.READ_REPOSITORY);
        return List.of(Route.of("GET", FILE, scopes, this::file), Route.of("HEAD", FILE, scopes, this::presence));
    }

    private ServerResponse file(Call call) {
        RevCommit commit = commit(call);
        String text = text(call, commit);
        return call.parameter("format").equals(Optional.of("meta"))
                ? call.json(200, description(call, commit))
                : ServerResponse.text(200, text);
    }

    private ServerResponse presence(Call call) {
        text(call, commit(call));
        return ServerResponse.empty(200);
    }

    private static ObjectNode description(Call call, RevCommit commit) {
        return JsonNodes.object(
                "type", "commit_file",
                "path", call.variable("path"),
                "attributes", JsonNodes.array(List.of()),
                "commit", JsonNodes.object("type", "commit", "hash", commit.name()));
    }

    private RevCommit commit(Call call) {
        String revision = call.variable("revision");
        BareRepository git = lookup.repository(call).git();
        try {
            if (!revision.contains("/")) {
                return git.resolve(revision).orElseThrow(() -> BitbucketError.noCommit(revision));
            }
        } catch (AmbiguousObjectException tooShort) {
            // Answered like one that isn't there.
        }
        throw BitbucketError.noCommit(revision);
    }

    private String text(Call call, RevCommit commit) {
        String path = call.variable("path");
        return lookup.repository(call)
                .git()
                .text(commit, path)
                .orElseThrow(() -> BitbucketError.of(404, "No such file or directory: " + path));
    }
}
