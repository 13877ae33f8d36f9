package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.git.Sources;
import io.jenkins.plugins.bitbucket.emulator.git.Sources.Entry;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Files and directories without a clone. A branch with a slash in its name can't be used here, encoded or not.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/">source</a>
 */
record SourceEndpoints(Lookup lookup, Shapes shapes, SourceShapes sourceShapes, Paging paging) {

    private static final String SOURCES = Route.REPOSITORY + "/src";
    private static final String PATH = SOURCES + "/{revision}/{path...}";

    List<Route> routes() {
        List<String> scopes = List.of(Scopes.READ_REPOSITORY);
        return List.of(Route.of("GET", SOURCES, scopes, this::root), Route.of("GET", PATH, scopes, this::source));
    }

    /** The root directory of the main branch has another address; documented. */
    private ServerResponse root(Call call) {
        HostedRepository repository = lookup.repository(call);
        RevCommit tip =
                repository.git().revisions().readable("HEAD").orElseThrow(() -> BitbucketError.noCommit("HEAD"));
        String query = call.request().query();
        String location = shapes.api(repository, "src", tip.name()) + "/" + (query.isEmpty() ? "" : "?" + query);
        return ServerResponse.empty(302).with("Location", location);
    }

    private ServerResponse source(Call call) {
        HostedRepository repository = lookup.repository(call);
        RevCommit commit = lookup.commit(repository, call);
        Sources sources = repository.git().sources();
        Entry entry = sources.find(commit, call.variable("path"))
                .orElseThrow(() -> BitbucketError.of(404, "No such file or directory: " + call.variable("path")));
        if (call.parameter("format").equals(Optional.of("meta"))) {
            return call.json(200, sourceShapes.entry(repository, commit, entry));
        }
        if (!entry.isFolder()) {
            return file(sources, entry);
        }
        int depth = Paging.number(call, "max_depth", 1);
        return paging.page(
                call,
                Paging.USUAL,
                sources.list(entry, depth).stream()
                        .map(child -> sourceShapes.entry(repository, commit, child))
                        .toList());
    }

    /** Byte for byte; documented, including the headers. */
    private static ServerResponse file(Sources sources, Entry file) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        String executable = file.mode().equals(FileMode.REGULAR_FILE) ? "" : "-" + file.mode();
        return ServerResponse.raw(200, MediaTypes.of(name), sources.content(file))
                .with("ETag", "\"" + file.id().name() + executable + "\"")
                .with("Content-Disposition", "attachment; filename*=UTF-8''" + Uris.encoded(name));
    }
}
