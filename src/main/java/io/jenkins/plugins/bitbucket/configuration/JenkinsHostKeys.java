package io.jenkins.plugins.bitbucket.configuration;

import hudson.Util;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        return bySettings(host, port, key).orElseGet(() -> otherwise.accepts(host, port, key));
    }

    @Override
    public Optional<String> decidedBy(String host, int port, PublicKey key) {
        return bySettings(host, port, key).map(decided -> Messages.JenkinsHostKeys_Setting());
    }

    /** Whether Jenkins' settings trust the key; none if they say nothing on it. */
    private static Optional<Boolean> bySettings(String host, int port, PublicKey key) {
        try {
            List<KnownHostEntry> named = named(host, port);
            if (named.stream().anyMatch(entry -> "revoked".equals(entry.getMarker()) && holds(entry, key))) {
                return Optional.of(false);
            }
            List<KnownHostEntry> trusted = unmarked(named);
            return trusted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(trusted.stream().anyMatch(entry -> holds(entry, key)));
        } catch (IOException | RuntimeException e) {
            // The key could be one that the settings revoke.
            LOGGER.log(Level.WARNING, "Can't read the known hosts of Git Host Key Verification", e);
            return Optional.of(false);
        }
    }

    @Override
    public List<String> types(String host, int port) {
        if (strategy() instanceof NoHostKeyVerificationStrategy) {
            return List.of();
        }
        try {
            return unmarked(named(host, port)).stream()
                    .map(entry -> entry.getKeyEntry().getKeyType())
                    .distinct()
                    .toList();
        } catch (IOException | RuntimeException e) {
            // No key will be accepted.
            return List.of();
        }
    }

    private static SshHostKeyVerificationStrategy<?> strategy() {
        return GitHostKeyVerificationConfiguration.get().getSshHostKeyVerificationStrategy();
    }

    private static List<KnownHostEntry> named(String host, int port) throws IOException {
        List<KnownHostEntry> named = new ArrayList<>();
        for (String line : lines()) {
            try {
                KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
                if (entry != null && entry.getKeyEntry() != null && entry.isHostMatch(host, port)) {
                    named.add(entry);
                }
            } catch (RuntimeException e) {
                // OpenSSH ignores such a line too.
                LOGGER.log(Level.FINE, "Not a line of known hosts: " + line, e);
            }
        }
        return named;
    }

    private static List<String> lines() throws IOException {
        if (strategy() instanceof ManuallyProvidedKeyVerificationStrategy manual) {
            return manual.getApprovedHostKeys().lines().toList();
        }
        Path file = strategy().getVerifier().getKnownHostsFile().toPath();
        return Files.isRegularFile(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }

    /** Those that name a host key; others revoke one, or name an authority, which signs no plain keys. */
    private static List<KnownHostEntry> unmarked(List<KnownHostEntry> named) {
        return named.stream().filter(entry -> entry.getMarker() == null).toList();
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
