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

/** A bare git repository on disk, and what the emulator does to it by itself. */
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
            // It would tidy up in the background, when the folder is about to go.
            created.getConfig().setBoolean("receive", null, "autogc", false);
            // Clones without files or folders, as Bitbucket allows them.
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

    /** The names under {@code refs/heads/} or {@code refs/tags/}, and the commits that they stand for. */
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

    /** What HEAD points to, when that exists; a repository without branches has no main branch. */
    public Optional<String> mainBranch() {
        return attempt(() -> Optional.ofNullable(repository.exactRef(Constants.HEAD))
                .filter(head -> head.getObjectId() != null)
                .map(head -> Repository.shortenRefName(head.getTarget().getName())));
    }

    /** The first branch that arrives becomes the main branch. */
    public void adoptMainBranch() {
        if (!headIsChosen && mainBranch().isEmpty() && !branches().isEmpty()) {
            head(branches().firstKey());
        }
    }

    public RevCommit commit(ObjectId id) {
        return attempt(() -> repository.parseCommit(id));
    }

    /** Makes a ref, and says whether it could: the name may be taken, or be in the way of another. */
    public boolean create(String ref, ObjectId target) {
        return advance(ref, Optional.empty(), target);
    }

    /** @param ref in full, as refs/heads/main */
    public void delete(String ref) {
        require(attempt(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            return update.delete();
        }));
    }

    /** Writes a file on top of a branch; a new branch begins at the main branch, the first one with nothing. */
    public ObjectId commit(String branch, String path, String text) {
        Optional<RevCommit> parent =
                tip(branch).or(() -> mainBranch().flatMap(this::tip)).map(this::commit);
        ObjectId commit = writer.file(parent, path, writer.blob(text));
        move(Constants.R_HEADS + branch, commit);
        return commit;
    }

    /** Writes a file of so many bytes that can't be compressed, on top of a branch. */
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

    /** Takes all branches and tags over from another repository of this machine, and its HEAD. */
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

    /** From now on no other branch becomes the main branch by itself. */
    public void pointHeadTo(String branch) {
        headIsChosen = true;
        head(branch);
    }

    private void head(String branch) {
        attempt(() -> repository.updateRef(Constants.HEAD, true).link(Constants.R_HEADS + branch));
    }

    /**
     * Lets a ref point to a commit, and says whether it could: it may have moved meanwhile.
     *
     * @param from where it points to now; empty for nowhere
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

    /** Lets a ref point to a commit, wherever it pointed to before. */
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
