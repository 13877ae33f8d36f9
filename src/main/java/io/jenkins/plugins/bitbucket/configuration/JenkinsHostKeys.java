package io.jenkins.plugins.bitbucket.configuration;

import hudson.Util;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;
import org.jenkinsci.plugins.gitclient.verifier.NoHostKeyVerificationStrategy;
import org.jenkinsci.plugins.gitclient.verifier.SshHostKeyVerificationStrategy;

/**
 * The host keys of Manage Jenkins → Security → Git Host Key Verification Configuration where those name the host, else
 * those of a list of fingerprints.
 *
 * <p>Not by git-client's own verifier for JGit, {@code HostKeyVerifierFactory.forJGit}: with manually provided keys it
 * leaves temporary files behind whenever it is asked, it can create {@code ~/.ssh/known_hosts}, and it accepts a revoked
 * key that an earlier line of the file trusts.
 */
final class JenkinsHostKeys implements HostKeys {

    private static final Logger LOGGER = Logger.getLogger(JenkinsHostKeys.class.getName());

    private final HostKeys otherwise;

    /** @param otherwise the trusted keys of hosts that Jenkins' settings do not name */
    JenkinsHostKeys(HostKeys otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * @param fingerprints separated by commas or white space; Bitbucket's published ones if empty
     * @throws IllegalArgumentException if one has a wrong form
     */
    static HostKeys parse(String fingerprints) {
        List<String> all = Stream.of(Util.fixNull(fingerprints).split("[\\s,]+"))
                .filter(line -> !line.isEmpty())
                .toList();
        return all.isEmpty() ? HostKeys.published() : HostKeys.fingerprints(all);
    }

    @Override
    public boolean accepts(String host, int port, PublicKey key) {
        if (strategy() instanceof NoHostKeyVerificationStrategy) {
            return true;
        }
        List<KnownHostEntry> named = named(host, port);
        if (named.isEmpty()) {
            return otherwise.accepts(host, port, key);
        }
        boolean revoked = named.stream().anyMatch(entry -> isRevoked(entry) && holds(entry, key));
        return !revoked && named.stream().anyMatch(entry -> entry.getMarker() == null && holds(entry, key));
    }

    @Override
    public List<String> types(String host, int port) {
        return strategy() instanceof NoHostKeyVerificationStrategy
                ? List.of()
                : named(host, port).stream()
                        .filter(entry -> !isRevoked(entry))
                        .map(entry -> entry.getKeyEntry().getKeyType())
                        .distinct()
                        .toList();
    }

    private static SshHostKeyVerificationStrategy<?> strategy() {
        return GitHostKeyVerificationConfiguration.get().getSshHostKeyVerificationStrategy();
    }

    private static List<KnownHostEntry> named(String host, int port) {
        List<KnownHostEntry> named = new ArrayList<>();
        for (KnownHostEntry entry : entries()) {
            if (entry.getKeyEntry() != null && entry.isHostMatch(host, port)) {
                named.add(entry);
            }
        }
        return named;
    }

    private static List<KnownHostEntry> entries() {
        try {
            if (strategy() instanceof ManuallyProvidedKeyVerificationStrategy manual) {
                return KnownHostEntry.readKnownHostEntries(new StringReader(manual.getApprovedHostKeys()), true);
            }
            Path file = strategy().getVerifier().getKnownHostsFile().toPath();
            return Files.isRegularFile(file) ? KnownHostEntry.readKnownHostEntries(file) : List.of();
        } catch (IOException | RuntimeException e) {
            // If the settings can't be read, nothing is trusted.
            LOGGER.log(Level.WARNING, "Can't read the known hosts of Git Host Key Verification", e);
            return List.of();
        }
    }

    private static boolean isRevoked(KnownHostEntry entry) {
        return "revoked".equals(entry.getMarker());
    }

    private static boolean holds(KnownHostEntry entry, PublicKey key) {
        try {
            PublicKey known = entry.getKeyEntry().resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
            return known != null && KeyUtils.compareKeys(known, key);
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }
}
