package io.jenkins.plugins.bitbucket.credentials;

import hudson.ExtensionList;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The descriptor of a Pipeline step whose API token needs scopes. */
@Restricted(NoExternalUse.class)
public interface NeedsScopes {

    /** The scopes that the step needs; none if it works with any token. */
    Set<Scope> scopes();

    /** The scopes of all steps, by the name of the step in a Pipeline. */
    static Map<String, Set<Scope>> ofSteps() {
        Map<String, Set<Scope>> scopes = new TreeMap<>();
        ExtensionList.lookup(StepDescriptor.class).forEach(step -> {
            if (step instanceof NeedsScopes needs) {
                scopes.put(step.getFunctionName(), needs.scopes());
            }
        });
        return scopes;
    }
}
