package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AdministrativeMonitor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;

/**
 * Names on Manage Jenkins the credentials whose token expires soon, has expired, or was rejected when it was last used:
 * of those of Jenkins and of all folders the ones that the viewer may see.
 *
 * <p>Jenkins asks at every page of an administrator. Nothing is kept for that, so that a token which was replaced is
 * gone at once: the stores hold everything in memory, and looking through one takes about a hundredth of a millisecond.
 */
@Extension
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
        return stores().flatMap(
                        store -> store.getDomains().stream().flatMap(domain -> store.getCredentials(domain).stream()
                                .filter(BitbucketApiToken.class::isInstance)
                                .map(token -> new Found(store, domain, (BitbucketApiToken) token))))
                .filter(found -> !found.why().isEmpty());
    }

    private static Stream<CredentialsStore> stores() {
        Jenkins jenkins = Jenkins.get();
        List<CredentialsProvider> providers = CredentialsProvider.enabled();
        Iterable<Item> folders = jenkins.allItems(Item.class, ItemGroup.class::isInstance);
        return Stream.concat(Stream.of(jenkins), StreamSupport.stream(folders.spliterator(), false))
                .flatMap(place -> providers.stream().map(provider -> provider.getStore(place)))
                .filter(Objects::nonNull)
                // The others show what a vault holds: looking there may take long, and nothing is changed there.
                .filter(CredentialsStore::isDomainsModifiable)
                .filter(store -> store.hasPermission(CredentialsProvider.VIEW));
    }

    private record Found(CredentialsStore store, Domain domain, BitbucketApiToken token) {

        String why() {
            return Stream.of(Expiry.warning(token), RejectedTokens.get().warning(token))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(" "));
        }

        Entry entry() {
            return new Entry(
                    CredentialsNameProvider.name(token),
                    store.getContextDisplayName(),
                    store.getRelativeLinkTo(domain) + "credential/" + Util.rawEncode(token.getId()) + "/",
                    why());
        }
    }
}
