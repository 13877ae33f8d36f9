package io.jenkins.plugins.bitbucket.emulator.rest;

import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import java.util.List;

/** Finds what a path names, as far as the caller may see it: what is hidden looks like what isn't there. */
record Lookup(Directory directory) {

    /** The workspace of the call, for its members. */
    HostedWorkspace workspace(Call call) {
        HostedWorkspace workspace = anyWorkspace(call);
        if (!workspace.hasMember(call.caller())) {
            throw BitbucketError.noWorkspace(call.variable("workspace"));
        }
        return workspace;
    }

    HostedRepository repository(Call call) {
        return anyWorkspace(call)
                .find(call.variable("repository"))
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

    List<HostedRepository> repositories(Call call) {
        return anyWorkspace(call).repositories().stream()
                .filter(repository -> repository.isVisibleTo(call.caller()))
                .toList();
    }

    private HostedWorkspace anyWorkspace(Call call) {
        String identifier = call.variable("workspace");
        return directory.workspace(identifier).orElseThrow(() -> BitbucketError.noWorkspace(identifier));
    }
}
