package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.loader.openssh.kdf.BCryptKdfOptions;
import org.apache.sshd.common.config.keys.loader.openssh.kdf.BCryptKdfOptions.BCryptBadRoundsException;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads private keys in the formats of OpenSSH and OpenSSL, and determines what is wrong with an unusable one. */
public final class KeyReader {

    private static final Set<String> TYPES =
            Set.of("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");
    private static final Pattern PUBLIC =
            Pattern.compile("(?s)(ssh-|ecdsa-|sk-|---- BEGIN SSH2 PUBLIC|-----BEGIN PUBLIC).*");
    // The library's message for a cipher of an old PEM file whose name has two parts, such as DES-CBC.
    private static final String BAD_CIPHER = "Bad encryption algorithm data: ";
    private static final int MAX_LENGTH = 64 * 1024;

    private final FilePasswordProvider passphrases;
    private final boolean passphraseGiven;
    private boolean passphraseAsked;

    private KeyReader(String passphrase) {
        passphraseGiven = !passphrase.isEmpty();
        passphrases = (session, resource, retry) -> {
            passphraseAsked = true;
            return passphraseGiven ? passphrase : null;
        };
    }

    /** @throws UnusableKeyException with the reason */
    public static KeyPair read(SshPrivateKey key) throws UnusableKeyException {
        String text = key.text();
        if (text.isEmpty()) {
            throw UnusableKeyException.unreadable("Key.Empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw UnusableKeyException.unreadable("Key.TooLong");
        }
        if (PUBLIC.matcher(text).matches()) {
            throw UnusableKeyException.unreadable("Key.PublicHalf");
        }
        if (text.startsWith("PuTTY-User-Key-File-")) {
            throw UnusableKeyException.ofPutty();
        }
        KeyPair pair = new KeyReader(key.passphrase()).pair(text);
        String type = String.valueOf(KeyUtils.getKeyType(pair));
        if (!TYPES.contains(type)) {
            throw UnusableKeyException.type(type);
        }
        return pair;
    }

    private KeyPair pair(String text) throws UnusableKeyException {
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("the SSH key"),
                    new ByteArrayInputStream((text + "\n").getBytes(UTF_8)),
                    passphrases);
            Iterator<KeyPair> all = pairs == null ? null : pairs.iterator();
            if (all == null || !all.hasNext()) {
                throw UnusableKeyException.unreadable("Key.None");
            }
            return all.next();
        } catch (NoSuchAlgorithmException e) {
            throw UnusableKeyException.type(typeIn(e));
        } catch (BCryptBadRoundsException e) {
            throw e.getRounds() > 0
                    ? UnusableKeyException.rounds(e.getRounds(), BCryptKdfOptions.getMaxAllowedRounds())
                    : UnusableKeyException.unreadable("Key.Damaged");
        } catch (InvalidKeySpecException | UnsupportedOperationException e) {
            throw passphraseAsked
                    ? UnusableKeyException.passphrase(passphraseGiven)
                    : UnusableKeyException.type(typeIn(e));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (String.valueOf(e.getMessage()).startsWith(BAD_CIPHER)) {
                throw UnusableKeyException.type(e.getMessage().substring(BAD_CIPHER.length()));
            }
            // A wrong passphrase yields random bytes, which each format detects in another way.
            throw passphraseAsked
                    ? UnusableKeyException.passphrase(passphraseGiven)
                    : UnusableKeyException.unreadable("Key.Damaged");
        }
    }

    /** The text in parentheses in the library's message, such as “Unsupported key type (sk-ssh-ed25519…)”. */
    private static String typeIn(Exception complaint) {
        String[] parts = String.valueOf(complaint.getMessage()).split("[()]");
        return parts.length > 1 ? parts[1] : Sentences.of("Key.UnknownType");
    }
}
