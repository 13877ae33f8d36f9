package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What PuTTYgen makes of a passphrase.
 *
 * @param cipher the key of AES-256
 * @param vector its initial vector
 * @param mac the key of the check that tells a wrong passphrase and a changed file
 */
record PuttyKeys(byte[] cipher, byte[] vector, byte[] mac) {

    private static final int KEY = 32;
    private static final int VECTOR = 16;
    private static final Map<String, Integer> KINDS = Map.of(
            "Argon2d", Argon2Parameters.ARGON2_d,
            "Argon2i", Argon2Parameters.ARGON2_i,
            "Argon2id", Argon2Parameters.ARGON2_id);
    // PuTTYgen takes 8 MiB and as many passes as fit into a tenth of a second; a file could ask for hours.
    private static final long MOST_MEMORY = 128 * 1024;
    private static final long MOST_WORK = 4 * 1024 * 1024;

    /** @param passphrase empty if the key has none */
    static PuttyKeys derive(boolean newest, Map<String, String> fields, String passphrase)
            throws GeneralSecurityException, UnusableKeyException {
        byte[] secret = passphrase.getBytes(UTF_8);
        if (newest) {
            // A key of zeros is to HMAC what an empty one is, which Java refuses.
            return passphrase.isEmpty() ? new PuttyKeys(new byte[0], new byte[0], new byte[1]) : argon2(fields, secret);
        }
        byte[] long40 = concat(sha1(new byte[] {0, 0, 0, 0}, secret), sha1(new byte[] {0, 0, 0, 1}, secret));
        return new PuttyKeys(
                Arrays.copyOf(long40, KEY),
                new byte[VECTOR],
                sha1("putty-private-key-file-mac-key".getBytes(UTF_8), secret));
    }

    private static PuttyKeys argon2(Map<String, String> fields, byte[] secret) throws UnusableKeyException {
        int memory = Integer.parseInt(fields.get("Argon2-Memory").strip());
        int passes = Integer.parseInt(fields.get("Argon2-Passes").strip());
        Integer kind = KINDS.get(fields.get("Key-Derivation").strip());
        if (kind == null || memory > MOST_MEMORY || (long) memory * passes > MOST_WORK) {
            throw UnusableKeyException.type("PuTTY with " + fields.get("Key-Derivation") + " of " + memory + " KiB");
        }
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(kind)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(
                        Integer.parseInt(fields.get("Argon2-Parallelism").strip()))
                .withSalt(HexFormat.of().parseHex(fields.get("Argon2-Salt").strip()))
                .build());
        byte[] all = new byte[KEY + VECTOR + KEY];
        generator.generateBytes(secret, all);
        return new PuttyKeys(
                Arrays.copyOf(all, KEY),
                Arrays.copyOfRange(all, KEY, KEY + VECTOR),
                Arrays.copyOfRange(all, KEY + VECTOR, all.length));
    }

    private static byte[] sha1(byte[] prefix, byte[] secret) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(concat(prefix, secret));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
