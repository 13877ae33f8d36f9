package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.Diffs.FileStat;
import io.jenkins.plugins.bitbucket.emulator.git.Diffs.Range;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The differences between commits. Unlike in git, the first of two commits is the one with the changes.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/">commits</a>
 */
record DiffEndpoints(Lookup lookup, Shapes shapes, Paging paging) {

    private static final int USUAL_CONTEXT = 3;

    private static final Map<ChangeType, String> STATUS = Map.of(
            ChangeType.ADD, "added",
            ChangeType.COPY, "added",
            ChangeType.DELETE, "removed",
            ChangeType.MODIFY, "modified",
            ChangeType.RENAME, "renamed");

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        List<String> pulls = List.of(Scopes.READ_PULL_REQUEST);
        String pullRequest = Route.REPOSITORY + "/pullrequests/{id}";
        return List.of(
                Route.of("GET", Route.REPOSITORY + "/diff/{spec...}", reading, this::diff),
                Route.of("GET", Route.REPOSITORY + "/diffstat/{spec...}", reading, this::stat),
                Route.of("GET", pullRequest + "/diff", pulls, call -> ofPullRequest(call, "diff")),
                Route.of("GET", pullRequest + "/diffstat", pulls, call -> ofPullRequest(call, "diffstat")));
    }

    private ServerResponse diff(Call call) {
        HostedRepository repository = lookup.repository(call);
        int context = Paging.numberFrom(0, call, "context", USUAL_CONTEXT);
        byte[] diff = repository.git().diffs().text(range(repository, call), context);
        return ServerResponse.raw(200, "text/plain", diff);
    }

    private ServerResponse stat(Call call) {
        HostedRepository repository = lookup.repository(call);
        Range range = range(repository, call);
        return paging.page(
                call,
                Paging.DIFF_STATS,
                repository.git().diffs().stat(range).stream()
                        .map(file -> shape(repository, range, file))
                        .toList());
    }

    private Range range(HostedRepository repository, Call call) {
        List<RevCommit> commits = lookup.range(repository, call.variable("spec"));
        RevCommit now = commits.get(0);
        List<String> paths = call.parameters("path");
        if (commits.size() == 1) {
            Optional<RevCommit> parent =
                    List.of(now.getParents()).stream().findFirst().map(repository.git()::commit);
            return new Range(parent, now, paths);
        }
        boolean threeDots = !call.parameter("topic").equals(Optional.of("false"));
        RevCommit old = commits.get(1);
        return new Range(threeDots ? repository.git().history().mergeBase(now, old) : Optional.of(old), now, paths);
    }

    /** It is that of the commits; documented, except for the form of the address. */
    private ServerResponse ofPullRequest(Call call, String kind) {
        HostedRepository repository = lookup.repository(call);
        HostedPullRequest pullRequest = lookup.pullRequest(repository, call);
        String spec = pullRequest.sourceHash() + ".." + pullRequest.destinationHash();
        String query = call.request().query();
        String location = shapes.api(repository, kind, spec) + "?from_pullrequest_id=" + pullRequest.id()
                + "&topic=true" + (query.isEmpty() ? "" : "&" + query);
        return ServerResponse.empty(302).with("Location", location);
    }

    private ObjectNode shape(HostedRepository repository, Range range, FileStat file) {
        DiffEntry entry = file.entry();
        ChangeType type = entry.getChangeType();
        return JsonNodes.object(
                "type",
                "diffstat",
                "status",
                STATUS.get(type),
                "lines_added",
                file.added(),
                "lines_removed",
                file.removed(),
                "old",
                type == ChangeType.ADD ? null : side(repository, range.old().orElseThrow(), entry.getOldPath()),
                "new",
                type == ChangeType.DELETE ? null : side(repository, range.now(), entry.getNewPath()));
    }

    private ObjectNode side(HostedRepository repository, RevCommit commit, String path) {
        return JsonNodes.object(
                "type",
                "commit_file",
                "path",
                path,
                "escaped_path",
                path,
                "links",
                JsonNodes.object("self", Shapes.link(shapes.api(repository, "src", commit.name(), path))));
    }
}
