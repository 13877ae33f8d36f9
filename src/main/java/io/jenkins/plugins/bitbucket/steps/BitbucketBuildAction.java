package io.jenkins.plugins.bitbucket.steps;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The branches and pull requests of a build, for its page and the REST API. */
@ExportedBean
public final class BitbucketBuildAction extends InvisibleAction implements Serializable {

    private static final long serialVersionUID = 1;

    private final CopyOnWriteArrayList<Made> all = new CopyOnWriteArrayList<>();

    /** What there is, the oldest first. */
    @Exported
    public List<Made> getAll() {
        return List.copyOf(all);
    }

    /**
     * Adds to what the build has made.
     *
     * @return whether the build is to be saved for it
     */
    static boolean add(Run<?, ?> run, Made made) {
        synchronized (run) {
            BitbucketBuildAction work = run.getAction(BitbucketBuildAction.class);
            if (work == null) {
                work = new BitbucketBuildAction();
                run.addAction(work);
            }
            boolean listed = work.all.stream().anyMatch(made::isSameThing);
            if (listed && made.getOutcome().equals("found")) {
                // What the build made itself, it will find: that is no news.
                return false;
            }
            work.all.removeIf(made::isSameThing);
            work.all.add(made);
            return true;
        }
    }

    /** A branch or a pull request that a build made or found. */
    @ExportedBean(defaultVisibility = 2)
    public static final class Made implements Serializable {

        private static final long serialVersionUID = 1;

        private final String kind;
        private final String repository;
        private final String name;
        private final String title;
        private final String outcome;
        private final String url;

        /** @param title as Bitbucket has it: it may hold anything, even what no XML can hold */
        Made(String kind, String repository, String name, String title, String outcome, String url) {
            this.kind = kind;
            this.repository = repository;
            this.name = Text.printable(name);
            this.title = Text.printable(title);
            this.outcome = outcome;
            this.url = url;
        }

        /** {@code branch} or {@code pullRequest}. */
        @Exported
        public String getKind() {
            return kind;
        }

        /** Such as {@code acme/infra}. */
        @Exported
        public String getRepository() {
            return repository;
        }

        /** The branch's name, or {@code #} and the pull request's number. */
        @Exported
        public String getName() {
            return name;
        }

        /** The pull request's title; empty for a branch. */
        @Exported
        public String getTitle() {
            return title;
        }

        /** {@code created}, {@code updated} or {@code found}. */
        @Exported
        public String getOutcome() {
            return outcome;
        }

        /** Its page; empty if Bitbucket gave none. */
        @Exported
        public String getUrl() {
            return url;
        }

        private boolean isSameThing(Made other) {
            return kind.equals(other.kind) && repository.equals(other.repository) && name.equals(other.name);
        }
    }
}
