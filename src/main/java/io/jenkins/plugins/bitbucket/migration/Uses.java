package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.fingerprints.ItemCredentialsFingerprintFacet;
import hudson.model.Fingerprint;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The tracked usage of a credential.
 *
 * @param shown the names of the first few
 * @param others the number of further ones
 */
@Restricted(NoExternalUse.class)
public record Uses(List<Use> shown, int others) {

    private static final Logger LOGGER = Logger.getLogger(Uses.class.getName());
    private static final int MAX_SHOWN = 10;

    /**
     * A job, or a folder or project that used the credential to look for branches.
     *
     * @param url relative to Jenkins' root
     */
    public record Use(String name, String url) {}

    /** Filtered by what the current user can see. */
    static Uses of(Credentials credential) {
        List<Use> all = fullNames(credential)
                .distinct()
                .flatMap(fullName -> visible(fullName).stream())
                .map(item -> new Use(item.getFullDisplayName(), item.getUrl()))
                .sorted(Comparator.comparing(Use::name))
                .toList();
        return new Uses(all.stream().limit(MAX_SHOWN).toList(), Math.max(0, all.size() - MAX_SHOWN));
    }

    private static Stream<String> fullNames(Credentials credential) {
        try {
            Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(credential);
            if (fingerprint == null) {
                return Stream.empty();
            }
            Stream<String> scans = fingerprint.getFacets().stream()
                    .filter(ItemCredentialsFingerprintFacet.class::isInstance)
                    .map(facet -> ((ItemCredentialsFingerprintFacet) facet).getItemFullName());
            return Stream.concat(fingerprint.getJobs().stream(), scans);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Can't read where a credential was used", e);
            return Stream.empty();
        }
    }

    // A lookup with the viewer's permissions would fail for an item that they can discover but not read.
    private static Optional<Item> visible(String fullName) {
        Item item;
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            item = Jenkins.get().getItemByFullName(fullName);
        }
        return Optional.ofNullable(item).filter(found -> found.hasPermission(Item.READ));
    }
}
