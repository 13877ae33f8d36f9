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
 * Names on Manage Jenkins the credentials whose token expires soon, has expired, was rejected when it was last used, or
 * can't be one: of those of Jenkins and of all folders the ones that the viewer may see.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class TokensToReplaceMonitor extends AdministrativeMonitor {

    /**
     * What the page shows of a token.
     *
     * @param name how the credential is called wherever one is chosen
     * @param place where it is stored
     * @param url the credential's page, on which it can be changed
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

    /** What to do, as a piece of a page. */
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
