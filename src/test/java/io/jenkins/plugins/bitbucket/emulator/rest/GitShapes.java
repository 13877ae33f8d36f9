package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** Commits, branches and tags as JSON. */
record GitShapes(Uris uris, Shapes shapes) {

    private static final List<String> MERGE_STRATEGIES = List.of("merge_commit", "squash", "fast_forward");

    ObjectNode commit(HostedRepository repository, RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        return JsonNodes.object(
                "type", "commit",
                "hash", commit.name(),
                "date", Shapes.date(Instant.ofEpochSecond(commit.getCommitTime())),
                "author", author(author),
                "message", commit.getFullMessage(),
                "summary", JsonNodes.object("raw", commit.getFullMessage(), "markup", "markdown", "html", ""),
                "parents",
                        JsonNodes.array(Stream.of(commit.getParents())
                                .map(parent -> reference(repository, parent))
                                .toList()),
                "repository", shapes.repositoryReference(repository),
                "links", shapes.commitLinks(repository, commit.name()));
    }

    private static ObjectNode author(PersonIdent person) {
        return JsonNodes.object("type", "author", "raw", person.getName() + " <" + person.getEmailAddress() + ">");
    }

    ObjectNode branch(HostedRepository repository, String name, ObjectId tip) {
        ObjectNode branch = ref(repository, "branch", "branches", name, tip);
        branch.set("merge_strategies", JsonNodes.texts(MERGE_STRATEGIES));
        return branch.put("default_merge_strategy", MERGE_STRATEGIES.get(0));
    }

    ObjectNode tag(HostedRepository repository, String name, ObjectId target) {
        ObjectNode tag = ref(repository, "tag", "tags", name, target);
        repository.git().tags().annotation(name).ifPresent(annotation -> {
            PersonIdent tagger = annotation.getTaggerIdent();
            tag.put("message", annotation.getFullMessage());
            tag.put("date", Shapes.date(tagger.getWhenAsInstant()));
            tag.set("tagger", author(tagger));
        });
        return tag;
    }

    private ObjectNode ref(HostedRepository repository, String type, String collection, String name, ObjectId target) {
        String workspace = repository.workspace().slug();
        return JsonNodes.object(
                "type",
                type,
                "name",
                name,
                "target",
                commit(repository, repository.git().commit(target)),
                "links",
                JsonNodes.object(
                        "self", Shapes.link(shapes.api(repository, "refs", collection, name)),
                        "commits", Shapes.link(shapes.api(repository, "commits", name)),
                        "html", Shapes.link(uris.html(workspace, repository.slug(), type, name))));
    }

    ObjectNode reference(HostedRepository repository, RevCommit commit) {
        return JsonNodes.object(
                "type", "commit", "hash", commit.name(), "links", shapes.commitLinks(repository, commit.name()));
    }
}
