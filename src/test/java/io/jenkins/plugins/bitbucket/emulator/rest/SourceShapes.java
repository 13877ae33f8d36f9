package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.git.Sources;
import io.jenkins.plugins.bitbucket.emulator.git.Sources.Entry;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.revwalk.RevCommit;

/** Files and directories as JSON. */
record SourceShapes(Shapes shapes, GitShapes gitShapes) {

    ObjectNode entry(HostedRepository repository, RevCommit commit, Entry entry) {
        String self = shapes.api(repository, "src", commit.name(), entry.path());
        if (entry.isFolder()) {
            String folder = self.endsWith("/") ? self : self + "/";
            return described("commit_directory", repository, commit, entry, folder);
        }
        Sources sources = repository.git().sources();
        ObjectNode file = described("commit_file", repository, commit, entry, self);
        file.put("escaped_path", entry.path())
                .put("size", sources.size(entry))
                .put("mimetype", MediaTypes.of(entry.path()));
        file.set("attributes", JsonNodes.texts(attributes(sources, entry)));
        file.withObject("links")
                .set("history", Shapes.link(shapes.api(repository, "filehistory", commit.name(), entry.path())));
        return file;
    }

    private ObjectNode described(String type, HostedRepository repository, RevCommit commit, Entry entry, String self) {
        return JsonNodes.object(
                "type",
                type,
                "path",
                entry.path(),
                "commit",
                gitShapes.reference(repository, commit),
                "links",
                JsonNodes.object("self", Shapes.link(self), "meta", Shapes.link(self + "?format=meta")));
    }

    private static List<String> attributes(Sources sources, Entry file) {
        List<String> attributes = new ArrayList<>();
        if (file.mode().equals(FileMode.SYMLINK)) {
            attributes.add("link");
        }
        if (file.mode().equals(FileMode.EXECUTABLE_FILE)) {
            attributes.add("executable");
        }
        if (file.mode().equals(FileMode.GITLINK)) {
            attributes.add("subrepository");
        }
        if (sources.isBinary(file)) {
            attributes.add("binary");
        }
        return attributes;
    }
}
