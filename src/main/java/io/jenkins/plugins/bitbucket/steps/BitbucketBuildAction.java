package io.jenkins.plugins.bitbucket.steps;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the steps of a build did on Bitbucket, for the build's page and its REST API. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class BitbucketBuildAction extends InvisibleAction implements Serializable {

    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(BitbucketBuildAction.class.getName());

    /** The kind of a pull request that the build opened; other actions on pull requests have other kinds. */
    static final String PULL_REQUEST = "pullRequest";

    /** The kind of a pull request that the build merged. */
    static final String MERGE = "merge";

    /** The kind of a pull request that the build declined. */
    static final String DECLINE = "decline";

    // More links don't help anybody, and each makes the build's file larger.
    private static final int MAX_LISTED = 100;

    // The build saves itself at its end; this is for a crash before that.
    private static final long SAVE_AFTER_SECONDS = 10;

    private final CopyOnWriteArrayList<Made> all = new CopyOnWriteArrayList<>();
    private int others;
    private transient boolean savePlanned;

    /** The entries, oldest first, up to the limit. */
    @Exported
    public List<Made> getAll() {
        return List.copyOf(all);
    }

    /** The number of further entries, which are not listed. */
    @Exported
    public int getOthers() {
        return others;
    }

    /** Adds an entry, and schedules the build to be saved. */
    static void add(Run<?, ?> run, Made made) {
        synchronized (run) {
            BitbucketBuildAction action = run.getAction(BitbucketBuildAction.class);
            if (action == null) {
                action = new BitbucketBuildAction();
                run.addAction(action);
            }
            if (action.add(action.asListed(made)) && !action.savePlanned) {
                action.savePlanned = true;
                Timer.get().schedule(action.saving(run), SAVE_AFTER_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Closing a pull request that the build itself has opened changes its entry. */
    private Made asListed(Made made) {
        Made opened = made.withKind(PULL_REQUEST);
        boolean closes = made.getKind().equals(MERGE) || made.getKind().equals(DECLINE);
        return closes && all.stream().anyMatch(opened::isSameThing) ? opened : made;
    }

    /** @return whether it is new */
    private boolean add(Made made) {
        boolean listed = all.stream().anyMatch(made::isSameThing);
        if (listed && made.getOutcome().equals("found")) {
            // A later step finds what the build itself has made.
            return false;
        }
        if (!listed && all.size() == MAX_LISTED) {
            others++;
            return true;
        }
        all.removeIf(made::isSameThing);
        all.add(made);
        return true;
    }

    private Runnable saving(Run<?, ?> run) {
        return () -> {
            synchronized (run) {
                savePlanned = false;
            }
            if (run.isBuilding()) {
                try {
                    run.save();
                } catch (IOException e) {
                    LOGGER.log(Level.WARNING, e, () -> "Can't save yet what " + run + " has made on Bitbucket");
                }
            }
        };
    }

    /**
     * Something on Bitbucket that a step created, changed or found: a line on the build's page, and an object in the
     * REST API.
     */
    @ExportedBean(defaultVisibility = 2)
    public static final class Made implements Serializable {

        private static final long serialVersionUID = 1;

        private final String kind;
        private final String repository;
        private final String name;
        private final String title;
        private final String outcome;
        private final String url;

        /**
         * @param kind its kind, such as {@code branch}. An entry with the same kind, repository and name replaces the
         *     earlier one
         * @param repository such as {@code acme/infra}
         * @param name the text of the link, such as {@code #7}
         * @param title the text after the link; it comes from Bitbucket, and may contain characters that XML does not
         *     allow
         * @param outcome what was done, in one word; {@code found} does not replace another outcome
         * @param url its page; empty if Bitbucket gave none
         */
        Made(String kind, String repository, String name, String title, String outcome, String url) {
            this.kind = kind;
            this.repository = repository;
            this.name = Text.printable(name);
            this.title = Text.printable(title);
            this.outcome = outcome;
            this.url = url;
        }

        /** Such as {@code branch} or {@code pullRequest}. */
        @Exported
        public String getKind() {
            return kind;
        }

        /** Such as {@code acme/infra}. */
        @Exported
        public String getRepository() {
            return repository;
        }

        /** Such as a branch's name, or {@code #} and a pull request's number. */
        @Exported
        public String getName() {
            return name;
        }

        /** Such as a pull request's title; empty if the name is enough. */
        @Exported
        public String getTitle() {
            return title;
        }

        /** Such as {@code created}, {@code updated} or {@code found}. */
        @Exported
        public String getOutcome() {
            return outcome;
        }

        /** The outcome in the language of the page; Bitbucket's own words, such as {@code SUCCESSFUL}, as they are. */
        public String getOutcomeInWords() {
            return switch (outcome) {
                case "created" -> Messages.Made_Created();
                case "declined" -> Messages.Made_Declined();
                case "deleted" -> Messages.Made_Deleted();
                case "found" -> Messages.Made_Found();
                case "merged" -> Messages.Made_Merged();
                case "updated" -> Messages.Made_Updated();
                default -> outcome;
            };
        }

        /** Its page; empty if Bitbucket gave none. */
        @Exported
        public String getUrl() {
            return url;
        }

        private Made withKind(String other) {
            return new Made(other, repository, name, title, outcome, url);
        }

        private boolean isSameThing(Made other) {
            return kind.equals(other.kind) && repository.equals(other.repository) && name.equals(other.name);
        }
    }
}
