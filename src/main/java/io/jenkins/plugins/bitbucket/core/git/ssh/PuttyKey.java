package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A private key as PuTTYgen saves it, versions 2 and 3, which Jenkins' SSH library does not read: it is unlocked here
 * and handed on in OpenSSH's form.
 *
 * <p>Source: <a href="https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html">PPK file format</a>.
 */
final class PuttyKey {

    private static final String MAGIC = "PuTTY-User-Key-File-";
    private static final int BLOCK = 8;
    private static final Set<String> NEEDED =
            Set.of("Encryption", "Comment", "Public-Lines", "Private-Lines", "Private-MAC");

    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, byte[]> data = new HashMap<>();
    private final boolean newest;

    private PuttyKey(String text) throws UnusableKeyException {
        String[] lines = text.split("\n");
        newest = lines[0].startsWith(MAGIC + "3:");
        if (!newest && !lines[0].startsWith(MAGIC + "2:")) {
            throw UnusableKeyException.type(lines[0].split(":")[0]);
        }
        try {
            for (int i = 0; i < lines.length; i++) {
                String[] field = lines[i].split(": ?", 2);
                fields.put(field[0], field[1]);
                if (field[0].endsWith("-Lines")) {
                    int end = i + Integer.parseInt(field[1].strip());
                    String base64 = String.join("", Arrays.copyOfRange(lines, i + 1, end + 1));
                    data.put(field[0], Base64.getMimeDecoder().decode(base64));
                    i = end;
                }
            }
        } catch (RuntimeException e) {
            throw UnusableKeyException.unreadable("it is damaged or not complete");
        }
        if (!fields.keySet().containsAll(NEEDED)) {
            throw UnusableKeyException.unreadable("it is not complete");
        }
    }

    static boolean isOne(String text) {
        return text.startsWith(MAGIC);
    }

    /** @throws UnusableKeyException also if the passphrase is wrong */
    static String toOpenSsh(String text, String passphrase) throws UnusableKeyException {
        PuttyKey key = new PuttyKey(text);
        String type = key.fields.get(text.substring(0, text.indexOf(':')));
        if (!type.matches("ssh-rsa|ssh-ed25519|ecdsa-sha2-.*")) {
            throw UnusableKeyException.type(type);
        }
        boolean locked = !"none".equals(key.fields.get("Encryption"));
        if (locked && passphrase.isEmpty()) {
            throw UnusableKeyException.passphrase(false);
        }
        try {
            byte[] plain = key.unlock(type, locked, passphrase);
            return openSsh(type, key.data.get("Public-Lines"), plain, key.fields.get("Comment"));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnusableKeyException.unreadable("it is damaged or not complete");
        }
    }

    private byte[] unlock(String type, boolean locked, String passphrase)
            throws GeneralSecurityException, UnusableKeyException {
        PuttyKeys keys = PuttyKeys.derive(newest, fields, locked ? passphrase : "");
        byte[] plain = data.get("Private-Lines");
        if (locked) {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(keys.cipher(), "AES"), new IvParameterSpec(keys.vector()));
            plain = cipher.doFinal(plain);
        }
        ByteArrayBuffer signed = new ByteArrayBuffer();
        signed.putString(type);
        signed.putString(fields.get("Encryption"));
        signed.putString(fields.get("Comment"));
        signed.putBytes(data.get("Public-Lines"));
        signed.putBytes(plain);
        Mac mac = Mac.getInstance(newest ? "HmacSHA256" : "HmacSHA1");
        mac.init(new SecretKeySpec(keys.mac(), mac.getAlgorithm()));
        byte[] expected = HexFormat.of().parseHex(fields.get("Private-MAC").strip());
        if (!MessageDigest.isEqual(expected, mac.doFinal(signed.getCompactData()))) {
            throw locked
                    ? UnusableKeyException.passphrase(true)
                    : UnusableKeyException.unreadable("it is damaged or was changed");
        }
        return plain;
    }

    /** The form that the file {@code PROTOCOL.key} of OpenSSH's sources describes, without a passphrase. */
    private static String openSsh(String type, byte[] publicHalf, byte[] privateHalf, String comment) {
        ByteArrayBuffer secret = new ByteArrayBuffer();
        secret.putInt(0);
        secret.putInt(0);
        putSecrets(type, new ByteArrayBuffer(publicHalf), new ByteArrayBuffer(privateHalf), secret);
        secret.putString(comment);
        for (byte pad = 1; secret.wpos() % BLOCK != 0; pad++) {
            secret.putByte(pad);
        }
        ByteArrayBuffer file = new ByteArrayBuffer();
        file.putRawBytes("openssh-key-v1\0".getBytes(UTF_8));
        file.putString("none");
        file.putString("none");
        file.putString("");
        file.putInt(1);
        file.putBytes(publicHalf);
        file.putBytes(secret.getCompactData());
        String base64 = Base64.getMimeEncoder().encodeToString(file.getCompactData());
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64 + "\n-----END OPENSSH PRIVATE KEY-----";
    }

    private static void putSecrets(
            String type, ByteArrayBuffer publicHalf, ByteArrayBuffer privateHalf, ByteArrayBuffer out) {
        publicHalf.getString();
        out.putString(type);
        if (type.equals("ssh-rsa")) {
            byte[] exponent = publicHalf.getBytes();
            byte[] modulus = publicHalf.getBytes();
            byte[] secret = privateHalf.getBytes();
            byte[] p = privateHalf.getBytes();
            byte[] q = privateHalf.getBytes();
            byte[] inverse = privateHalf.getBytes();
            for (byte[] number : new byte[][] {modulus, exponent, secret, inverse, p, q}) {
                out.putBytes(number);
            }
        } else if (type.equals("ssh-ed25519")) {
            byte[] point = publicHalf.getBytes();
            byte[] seed = privateHalf.getBytes();
            out.putBytes(point);
            out.putInt(seed.length + (long) point.length);
            out.putRawBytes(seed);
            out.putRawBytes(point);
        } else {
            out.putBytes(publicHalf.getBytes());
            out.putBytes(publicHalf.getBytes());
            out.putBytes(privateHalf.getBytes());
        }
    }
}
