package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;

/** Trusts keys by their fingerprints, which don't reveal the type of a key until it is presented. */
final class FingerprintHostKeys implements HostKeys {

    private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    private final Set<String> trusted;
    private final Set<String> types = ConcurrentHashMap.newKeySet();

    /** @throws IllegalArgumentException if one has another form, or there are none */
    FingerprintHostKeys(List<String> fingerprints) {
        trusted = Set.copyOf(fingerprints.stream()
                .map(fingerprint -> fingerprint.strip().replaceFirst("=+$", ""))
                .toList());
        for (String fingerprint : trusted) {
            if (!FORM.matcher(fingerprint).matches()) {
                throw new IllegalArgumentException(Sentences.of("Form.Fingerprint", Text.printable(fingerprint)));
            }
        }
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException(Sentences.of("Form.NoFingerprint"));
        }
    }

    @Override
    public boolean accepts(String host, int port, PublicKey key) {
        boolean accepted = trusted.contains(HostKeys.fingerprint(key));
        if (accepted) {
            types.add(KeyUtils.getKeyType(key));
        }
        return accepted;
    }

    @Override
    public List<String> types(String host, int port) {
        return List.copyOf(types);
    }
}
