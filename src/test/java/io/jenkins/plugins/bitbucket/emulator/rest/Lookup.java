package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds what a path names, as far as the caller can see it: something hidden looks like something missing. For a
 * renamed repository or workspace, the response is a redirect.
 */
record Lookup(Directory directory, Uris uris) {

    /** The position of the workspace, followed by the repository, in {@code /2.0/repositories/acme/infra}. */
    private static final int WORKSPACE = 3;

    /** The workspace of the call, for its members. */
    HostedWorkspace workspace(Call call) {
        HostedWorkspace workspace = anyWorkspace(call);
        if (!workspace.hasMember(call.caller())) {
            throw BitbucketError.noWorkspace(call.variable("workspace"));
        }
        return workspace;
    }

    HostedRepository repository(Call call) {
        HostedWorkspace workspace = anyWorkspace(call);
        String identifier = call.variable("repository");
        return workspace
                .find(identifier)
                .or(() -> workspace.findFormer(identifier).map(moved -> {
                    sendOn(call, workspace.slug(), moved.slug());
                    return moved;
                }))
                .filter(found -> found.isVisibleTo(call.caller()))
                .orElseThrow(BitbucketError::noRepository);
    }

    HostedRepository writableRepository(Call call) {
        HostedRepository repository = repository(call);
        if (!repository.isWritableBy(call.caller())) {
            throw BitbucketError.accessDenied();
        }
        return repository;
    }

    /** For operations that require an administrator of the workspace. */
    HostedRepository administeredRepository(Call call) {
        HostedRepository repository = repository(call);
        if (!repository.workspace().isAdministrator(call.caller())) {
            throw BitbucketError.accessDenied();
        }
        return repository;
    }

    RevCommit commit(HostedRepository repository, Call call) {
        return commit(repository, call.variable("revision"));
    }

    RevCommit commit(HostedRepository repository, String revision) {
        return repository.git().revisions().readable(revision).orElseThrow(() -> BitbucketError.noCommit(revision));
    }

    /** The commits of a spec such as {@code 3a8b42..9ff173} or {@code 3a8b42}. */
    List<RevCommit> range(HostedRepository repository, String spec) {
        return Stream.of(spec.split("\\.\\.", 2))
                .map(revision -> commit(repository, revision))
                .toList();
    }

    /** The start of a new branch or tag. */
    RevCommit startPoint(HostedRepository repository, String revision) {
        try {
            return repository
                    .git()
                    .revisions()
                    .startPoint(revision)
                    .orElseThrow(() -> BitbucketError.field("target.hash", "Commit not found: \"" + revision + "\""));
        } catch (AmbiguousObjectException tooShort) {
            throw BitbucketError.field("target.hash", "Ambiguous commit: \"" + revision + "\"");
        }
    }

    HostedPullRequest pullRequest(HostedRepository repository, Call call) {
        return repository.pulls().find(call.variable("id")).orElseThrow(BitbucketError::notFound);
    }

    /** By {uuid} or account ID; nicknames are not accepted. */
    Account user(Call call) {
        String user = call.variable("user");
        return directory
                .account(known -> !known.isDeparted()
                        && (known.uuid().equalsIgnoreCase(user)
                                || known.accountId().equals(user)))
                .orElseThrow(() -> BitbucketError.of(404, "No such user: " + user));
    }

    List<HostedRepository> repositories(Call call) {
        return anyWorkspace(call).repositories().stream()
                .filter(repository -> repository.isVisibleTo(call.caller()))
                .toList();
    }

    private HostedWorkspace anyWorkspace(Call call) {
        String identifier = call.variable("workspace");
        Optional<HostedWorkspace> here = directory.workspace(identifier);
        if (here.isPresent()) {
            return here.get();
        }
        HostedWorkspace moved =
                directory.formerWorkspace(identifier).orElseThrow(() -> BitbucketError.noWorkspace(identifier));
        sendOn(call, moved.slug(), slugNow(moved, call.variable("repository")));
        return moved;
    }

    /** A repository may have been renamed together with its workspace. */
    private static String slugNow(HostedWorkspace workspace, String slug) {
        return slug == null
                ? null
                : workspace.findFormer(slug).map(HostedRepository::slug).orElse(slug);
    }

    private void sendOn(Call call, String workspace, String slug) {
        boolean reads = call.request().method().matches("GET|HEAD");
        if (!reads && directory.quirks().movedWritesServed()) {
            return;
        }
        String[] segments = call.request().path().split("/", -1);
        segments[WORKSPACE] = Uris.encoded(workspace);
        if (slug != null) {
            segments[WORKSPACE + 1] = Uris.encoded(slug);
        }
        String query = call.request().query();
        String path = String.join("/", segments) + (query.isEmpty() ? "" : "?" + query);
        throw BitbucketError.moved(directory.quirks().movedStatus(), uris.atOrigin(path));
    }
}
