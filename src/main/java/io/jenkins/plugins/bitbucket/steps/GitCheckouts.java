package io.jenkins.plugins.bitbucket.steps;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.SCMListener;
import hudson.plugins.git.GitSCM;
import hudson.scm.SCM;
import hudson.scm.SCMRevisionState;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.transport.RemoteConfig;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** The repositories that a Pipeline's build has checked out with git. */
final class GitCheckouts extends InvisibleAction implements Serializable {

    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(GitCheckouts.class.getName());
    private static final String LIBRARIES = "org.jenkinsci.plugins.workflow.libs.";

    // With two, it is already unknown which one is meant, so no more are kept.
    private static final int ENOUGH = 2;

    private final ArrayList<String> cloneUrls = new ArrayList<>();

    /** The checked out repository, if there is only one. */
    synchronized Optional<String> only() {
        return cloneUrls.size() == 1 ? Optional.of(cloneUrls.get(0)) : Optional.empty();
    }

    private synchronized void add(String cloneUrl) {
        if (cloneUrls.size() < ENOUGH && cloneUrls.stream().noneMatch(known -> areOfOneRepository(known, cloneUrl))) {
            cloneUrls.add(cloneUrl);
        }
    }

    /** Whether two clone URLs are of the same repository, for example one for HTTPS and one for SSH. */
    static boolean areOfOneRepository(String cloneUrl, String other) {
        return repository(cloneUrl).equals(repository(other));
    }

    private static String repository(String cloneUrl) {
        try {
            return RepositoryId.parse(cloneUrl).toString().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return cloneUrl;
        }
    }

    // Before Pipeline's own listener, which saves the build.
    @Extension(ordinal = 1, optional = true)
    public static final class Listener extends SCMListener {

        @Override
        public void onCheckout(
                Run<?, ?> build,
                SCM scm,
                FilePath workspace,
                TaskListener listener,
                File changelogFile,
                SCMRevisionState pollingBaseline)
                throws InterruptedException {
            if (!(scm instanceof GitSCM git) || !(build instanceof FlowExecutionOwner.Executable) || isOfLibrary()) {
                return;
            }
            try {
                for (RemoteConfig remote : git.getParamExpandedRepos(build, listener)) {
                    // As text it contains no password.
                    remote.getURIs().forEach(url -> of(build).add(url.toString()));
                }
            } catch (IOException | RuntimeException e) {
                // The checkout itself has succeeded.
                LOGGER.log(Level.WARNING, e, () -> "Can't record what " + build + " has checked out");
            }
        }

        /** Whether a Pipeline library is checked out, which only the caller reveals. */
        private static boolean isOfLibrary() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().startsWith(LIBRARIES)));
        }

        private static GitCheckouts of(Run<?, ?> build) {
            synchronized (build) {
                GitCheckouts checkouts = build.getAction(GitCheckouts.class);
                if (checkouts == null) {
                    checkouts = new GitCheckouts();
                    build.addAction(checkouts);
                }
                return checkouts;
            }
        }
    }
}
