package io.jenkins.plugins.bitbucket.emulator.git;

import static io.jenkins.plugins.bitbucket.emulator.git.Io.attempt;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** A bare git repository on disk, and the changes that the emulator makes to it. */
public final class BareRepository implements AutoCloseable {

    private final Repository repository;
    private final CommitWriter writer;
    private final Revisions revisions;
    private final Sources sources;
    private final History history;
    private final Merges merges;
    private final Diffs diffs;
    private final Tags tags;
    private volatile boolean headIsChosen;

    public BareRepository(Path folder) {
        repository = attempt(() -> {
            Repository created = new FileRepositoryBuilder()
                    .setGitDir(folder.toFile())
                    .setBare()
                    .build();
            created.create(true);
            // It would run maintenance in the background while the directory is being deleted.
            created.getConfig().setBoolean("receive", null, "autogc", false);
            // Clones without files or directories, as Bitbucket allows them.
            created.getConfig().setBoolean("uploadpack", null, "allowFilter", true);
            created.getConfig().save();
            created.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
            return created;
        });
        writer = new CommitWriter(repository);
        revisions = new Revisions(this);
        sources = new Sources(repository);
        history = new History(repository);
        merges = new Merges(repository, writer, history);
        diffs = new Diffs(repository);
        tags = new Tags(repository);
    }

    public CommitWriter writer() {
        return writer;
    }

    public Revisions revisions() {
        return revisions;
    }

    public Sources sources() {
        return sources;
    }

    public History history() {
        return history;
    }

    public Merges merges() {
        return merges;
    }

    public Diffs diffs() {
        return diffs;
    }

    public Tags tags() {
        return tags;
    }

    public Repository jgit() {
        return repository;
    }

    public Path folder() {
        return repository.getDirectory().toPath();
    }

    /** The names under {@code refs/heads/} or {@code refs/tags/}, and their commits. */
    public SortedMap<String, ObjectId> refs(String prefix) {
        return attempt(() -> {
            SortedMap<String, ObjectId> tips = new TreeMap<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                Ref peeled = repository.getRefDatabase().peel(ref);
                ObjectId tag = peeled.getPeeledObjectId();
                tips.put(ref.getName().substring(prefix.length()), tag == null ? ref.getObjectId() : tag);
            }
            return tips;
        });
    }

    public SortedMap<String, ObjectId> branches() {
        return refs(Constants.R_HEADS);
    }

    public Optional<ObjectId> tip(String branch) {
        return attempt(() -> Optional.ofNullable(repository.exactRef(Constants.R_HEADS + branch))
                .map(Ref::getObjectId));
    }

    /** The target of HEAD, if it exists; a repository without branches has no main branch. */
    public Optional<String> mainBranch() {
        return attempt(() -> Optional.ofNullable(repository.exactRef(Constants.HEAD))
                .filter(head -> head.getObjectId() != null)
                .map(head -> Repository.shortenRefName(head.getTarget().getName())));
    }

    /** The first branch becomes the main branch. */
    public void adoptMainBranch() {
        if (!headIsChosen && mainBranch().isEmpty() && !branches().isEmpty()) {
            head(branches().firstKey());
        }
    }

    public RevCommit commit(ObjectId id) {
        return attempt(() -> repository.parseCommit(id));
    }

    /** Creates a ref, and returns whether it could: the name may be taken, or conflict with another. */
    public boolean create(String ref, ObjectId target) {
        return advance(ref, Optional.empty(), target);
    }

    /** @param ref the full name, such as refs/heads/main */
    public void delete(String ref) {
        require(attempt(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            return update.delete();
        }));
    }

    /** Commits a file on top of a branch; a new branch starts at the main branch, the first branch from nothing. */
    public ObjectId commit(String branch, String path, String text) {
        Optional<RevCommit> parent =
                tip(branch).or(() -> mainBranch().flatMap(this::tip)).map(this::commit);
        ObjectId commit = writer.file(parent, path, writer.blob(text));
        move(Constants.R_HEADS + branch, commit);
        return commit;
    }

    /** Commits a file with incompressible bytes on top of a branch. */
    public ObjectId commitNoise(String branch, String path, long bytes) {
        Optional<RevCommit> parent =
                tip(branch).or(() -> mainBranch().flatMap(this::tip)).map(this::commit);
        return attempt(() -> {
            ObjectId blob = NoiseWriter.write(folder(), bytes);
            ObjectId commit = writer.file(parent, path, blob);
            move(Constants.R_HEADS + branch, commit);
            return commit;
        });
    }

    /** Copies all branches, tags and HEAD from another repository of this machine. */
    public void importFrom(Path other) {
        attempt(() -> {
            FileRepositoryBuilder location = new FileRepositoryBuilder();
            location = other.resolve(Constants.DOT_GIT).toFile().exists()
                    ? location.findGitDir(other.toFile())
                    : location.setGitDir(other.toFile());
            try (Repository source = location.setMustExist(true).build();
                    Transport transport = Transport.open(
                            repository, new URIish(source.getDirectory().getPath()))) {
                transport.fetch(
                        NullProgressMonitor.INSTANCE,
                        List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*")));
                Ref head = source.exactRef(Constants.HEAD);
                if (head != null && head.isSymbolic()) {
                    head(Repository.shortenRefName(head.getTarget().getName()));
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(e);
            }
            return null;
        });
        adoptMainBranch();
    }

    @Override
    public void close() {
        repository.close();
    }

    /** From now on, no other branch becomes the main branch automatically. */
    public void pointHeadTo(String branch) {
        headIsChosen = true;
        head(branch);
    }

    private void head(String branch) {
        attempt(() -> repository.updateRef(Constants.HEAD, true).link(Constants.R_HEADS + branch));
    }

    /**
     * Moves a ref to a commit, and returns whether it could: somebody may have moved it meanwhile.
     *
     * @param from its current target; empty if it does not exist
     */
    public boolean advance(String ref, Optional<ObjectId> from, ObjectId to) {
        return attempt(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setExpectedOldObjectId(from.orElse(ObjectId.zeroId()));
            update.setNewObjectId(to);
            return switch (update.update()) {
                case NEW, FAST_FORWARD, NO_CHANGE -> true;
                default -> false;
            };
        });
    }

    /** Moves a ref to a commit, whatever its current target. */
    public void move(String ref, ObjectId target) {
        require(attempt(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            update.setNewObjectId(target);
            return update.update();
        }));
        adoptMainBranch();
    }

    private static void require(RefUpdate.Result result) {
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IllegalStateException("The branch didn't move: " + result);
        }
    }
}
