package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsUseListener;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Node;
import hudson.model.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Makes the console of a Pipeline warn about a token that expires or can't work, whatever uses it: a step, git or a
 * binding.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class UseInPipeline implements CredentialsUseListener {

    @Override
    public void onUse(Credentials credentials, @SuppressWarnings("rawtypes") Run run) {
        if (credentials instanceof BitbucketApiToken token && run instanceof FlowExecutionOwner.Executable pipeline) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            if (owner == null) {
                return;
            }
            try {
                BuildNotice.print(token, run, owner.getListener());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void onUse(Credentials credentials, Node node) {
        // Not a build.
    }

    @Override
    public void onUse(Credentials credentials, Item item) {
        // Not a build.
    }
}
