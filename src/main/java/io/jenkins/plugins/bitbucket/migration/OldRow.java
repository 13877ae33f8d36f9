package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import io.jenkins.plugins.bitbucket.credentials.Stored;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What the page shows for a credential to convert.
 *
 * @param url the page of the credential, or null
 * @param wrong what is wrong with it, a sentence
 * @param key leads to its form, or null if the viewer can't convert it
 * @param hindrance why not, a sentence; empty if the viewer can
 */
@Restricted(NoExternalUse.class)
public record OldRow(
        String name, String id, String place, String url, Uses uses, String wrong, String key, String hindrance) {

    static OldRow of(OldCredential old) {
        Stored<UsernamePasswordCredentialsImpl> stored = old.stored();
        String hindrance = hindrance(stored);
        return new OldRow(
                stored.name(),
                stored.credential().getId(),
                stored.place(),
                stored.url(),
                Uses.of(stored.credential()),
                old.kind().wrong(),
                hindrance.isEmpty() ? old.key() : null,
                hindrance);
    }

    /** Why the current user can't convert the credential; empty if they can. */
    static String hindrance(Stored<?> stored) {
        if (stored.isReadOnly()) {
            return Messages.OldRow_ReadOnly();
        }
        return stored.mayBeChanged() ? "" : Messages.OldRow_NoPermission();
    }
}
