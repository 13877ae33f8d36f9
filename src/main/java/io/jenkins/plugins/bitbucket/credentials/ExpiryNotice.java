package io.jenkins.plugins.bitbucket.credentials;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.io.Serializable;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says in the console of a build that a token which it uses is near its end or past it; once for each credential. */
final class ExpiryNotice extends InvisibleAction implements Serializable {

    private static final long serialVersionUID = 1;

    private final CopyOnWriteArrayList<String> credentialsIds = new CopyOnWriteArrayList<>();

    static void print(BitbucketApiToken token, Run<?, ?> run, TaskListener listener) {
        Expiry.warning(token)
                .filter(warning -> isNews(token.getId(), run))
                .map(warning -> Messages.ExpiryNotice_Line(token.getId(), warning, ApiToken.PAGE))
                .ifPresent(line -> listener.getLogger().println("WARNING: " + Text.printable(line)));
    }

    private static boolean isNews(String credentialsId, Run<?, ?> run) {
        synchronized (run) {
            ExpiryNotice notice = run.getAction(ExpiryNotice.class);
            if (notice == null) {
                notice = new ExpiryNotice();
                run.addAction(notice);
            }
            return notice.credentialsIds.addIfAbsent(credentialsId);
        }
    }
}
