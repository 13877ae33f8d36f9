package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.emulator.git.Sources.Entry;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** The content of a branch of an embedded repository. */
record CommittedFiles(HostedRepository repository, String branch) {

    Optional<Entry> find(String path) {
        return repository.git().sources().find(newest(), path);
    }

    /** The content of a file; nothing if it does not exist. */
    Optional<String> text(String path) {
        return bytes(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    Optional<byte[]> bytes(String path) {
        return find(path).map(repository.git().sources()::content);
    }

    boolean isExecutable(String path) {
        return find(path).orElseThrow().mode().equals(FileMode.EXECUTABLE_FILE);
    }

    RevCommit newest() {
        return repository.git().revisions().readable(branch).orElseThrow();
    }

    /** The commits of the branch that are not in another one, newest first. */
    List<RevCommit> since(String commit) {
        return repository.git().history().log(List.of(newest()), List.of(ObjectId.fromString(commit)), "");
    }
}
