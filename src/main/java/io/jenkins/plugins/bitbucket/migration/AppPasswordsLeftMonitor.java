package io.jenkins.plugins.bitbucket.migration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.bitbucket.credentials.Stored;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Shows administrators the remaining app passwords, until they are converted. */
@Extension
@Restricted(NoExternalUse.class)
public final class AppPasswordsLeftMonitor extends AdministrativeMonitor {

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.AppPasswordsLeftMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return OldCredential.appPasswordsKeptHere().findAny().isPresent();
    }

    /** The name and location of each. */
    public List<String> getAppPasswords() {
        return OldCredential.appPasswordsKeptHere()
                .map(OldCredential::stored)
                .filter(Stored::mayBeSeen)
                .map(stored -> stored.name() + " (" + stored.place() + ")")
                .toList();
    }
}
