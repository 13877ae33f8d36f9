package io.jenkins.plugins.bitbucket.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.bitbucket.configuration.Markup;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Lists on Manage Jenkins the credentials whose token expires soon, has expired, was rejected when it was last used, or
 * is not valid: those of Jenkins and of all folders that the viewer can see.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class TokensToReplaceMonitor extends AdministrativeMonitor {

    /**
     * What the page shows for a token.
     *
     * @param name the name of the credential in a drop-down
     * @param place its location
     * @param url the page of the credential, to change it
     * @param why sentences
     */
    public record Entry(String name, String place, String url, String why) {}

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.TokensToReplaceMonitor_DisplayName();
    }

    @Override
    public boolean hasRequiredPermission() {
        return hasPermissionToDisplay();
    }

    @Override
    public void checkRequiredPermission() {
        Jenkins.get().checkAnyPermission(Jenkins.SYSTEM_READ, Jenkins.MANAGE);
    }

    @Override
    public boolean isActivated() {
        return found().findAny().isPresent();
    }

    public List<Entry> getTokens() {
        return found().map(Found::entry).toList();
    }

    /** What to do, as HTML. */
    public String getAdvice() {
        return Markup.of(Messages.TokensToReplaceMonitor_Advice(ApiToken.PAGE));
    }

    private static Stream<Found> found() {
        return KeptCredentials.get()
                .all(BitbucketApiToken.class)
                .map(stored -> new Found(stored, why(stored.credential())))
                .filter(found -> !found.why().isEmpty())
                .filter(found -> found.stored().mayBeSeen());
    }

    private static String why(BitbucketApiToken token) {
        return Stream.of(
                        token.fault(),
                        Expiry.warning(token),
                        TokenOutcomes.get().warning(token))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    private record Found(Stored<BitbucketApiToken> stored, String why) {

        Entry entry() {
            return new Entry(stored.name(), stored.place(), stored.url(), why);
        }
    }
}
