package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A credential and its location.
 *
 * @param <C> its type
 */
@Restricted(NoExternalUse.class)
public record Stored<C extends StandardCredentials>(CredentialsStore store, Domain domain, C credential) {

    /** All credentials of that type in Jenkins itself and in all folders that the current user can see. */
    public static <C extends StandardCredentials> Stream<Stored<C>> all(Class<C> type) {
        return stores().flatMap(store -> in(store, type));
    }

    /** As {@link #all}, but only from fast stores, not from an external vault. */
    static <C extends StandardCredentials> Stream<Stored<C>> allKeptHere(Class<C> type) {
        return stores().filter(CredentialsStore::isDomainsModifiable).flatMap(store -> in(store, type));
    }

    private static Stream<CredentialsStore> stores() {
        Jenkins jenkins = Jenkins.get();
        return Stream.concat(
                        Stream.<ModelObject>of(jenkins),
                        stream(jenkins.allItems(Item.class, ItemGroup.class::isInstance)))
                // The stores of the surrounding places are among them.
                .flatMap(place -> stream(CredentialsProvider.lookupStores(place))
                        .filter(store -> store.getContext().equals(place)))
                .filter(store -> store.hasPermission(CredentialsProvider.VIEW));
    }

    /** The same, if it is of that type. */
    public <T extends StandardCredentials> Optional<Stored<T>> as(Class<T> type) {
        return type.isInstance(credential)
                ? Optional.of(new Stored<>(store, domain, type.cast(credential)))
                : Optional.empty();
    }

    private static <C extends StandardCredentials> Stream<Stored<C>> in(CredentialsStore store, Class<C> type) {
        return store.getDomains().stream()
                .flatMap(domain -> store.getCredentials(domain).stream()
                        .filter(type::isInstance)
                        .map(credential -> new Stored<>(store, domain, type.cast(credential))));
    }

    private static <T> Stream<T> stream(Iterable<T> all) {
        return StreamSupport.stream(all.spliterator(), false);
    }

    /** The name of the credential in a drop-down. */
    public String name() {
        return CredentialsNameProvider.name(credential);
    }

    /** The store, and the domain in it if it is not the global one. */
    public String place() {
        String place = store.getContextDisplayName();
        return domain.isGlobal() ? place : place + " » " + domain.getName();
    }

    /** As {@link #place}, but unique. */
    public String address() {
        ModelObject context = store.getContext();
        String fullName = context instanceof Item item ? item.getFullName() : "";
        return String.join("\0", store.getClass().getName(), fullName, String.valueOf(domain.getName()));
    }

    /** The page of the credential, if it has one; works only within a request. */
    @CheckForNull
    public String url() {
        String url = store.getRelativeLinkTo(domain);
        return url == null ? null : url + "credential/" + Util.rawEncode(credential.getId()) + "/";
    }

    /** Whether it comes from outside, and can't be changed in Jenkins. */
    public boolean isReadOnly() {
        return !store.isDomainsModifiable();
    }

    public boolean mayBeChanged() {
        return store.hasPermission(CredentialsProvider.UPDATE);
    }

    /** Whether the current user can see it. */
    public boolean mayBeSeen() {
        return store.hasPermission(CredentialsProvider.VIEW);
    }
}
