package io.jenkins.plugins.bitbucket.credentials;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A warning in the console of a build about a credential that it uses, once for each. */
@Restricted(NoExternalUse.class)
public final class BuildNotice extends InvisibleAction implements Serializable {

    private static final long serialVersionUID = 1;

    private final CopyOnWriteArrayList<String> credentialsIds = new CopyOnWriteArrayList<>();

    private BuildNotice() {}

    /** Warns if a token is about to expire, has expired, or is not valid. */
    static void print(BitbucketApiToken token, Run<?, ?> run, TaskListener listener) {
        Optional<String> end =
                Expiry.warning(token).map(warning -> Messages.BuildNotice_Replace(warning, ApiToken.PAGE));
        String warning = Stream.of(token.fault(), end).flatMap(Optional::stream).collect(Collectors.joining(" "));
        if (!warning.isEmpty()) {
            print(Messages.BuildNotice_Line(token.getId(), warning), token.getId(), run, listener);
        }
    }

    /** @param line the warning about the credential with this ID, unless this build already has one */
    public static void print(String line, String credentialsId, Run<?, ?> run, TaskListener listener) {
        if (isNews(credentialsId, run)) {
            listener.getLogger().println("WARNING: " + Text.printable(line));
        }
    }

    private static boolean isNews(String credentialsId, Run<?, ?> run) {
        synchronized (run) {
            BuildNotice notice = run.getAction(BuildNotice.class);
            if (notice == null) {
                notice = new BuildNotice();
                run.addAction(notice);
            }
            return notice.credentialsIds.addIfAbsent(credentialsId);
        }
    }
}
