package io.jenkins.plugins.bitbucket.emulator.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.ObjectId;

/** Writes large blobs at the speed of the disk: nothing is kept in memory, or compressed. */
final class NoiseWriter {

    private static final int PIECE = 1 << 20;

    private NoiseWriter() {}

    /** Writes a blob into the repository in {@code gitDirectory}. */
    static ObjectId write(Path gitDirectory, long bytes) throws IOException {
        Path file = Files.createTempFile(gitDirectory, "noise", "");
        MessageDigest hash = sha1();
        try (OutputStream out = new DigestOutputStream(
                new DeflaterOutputStream(Files.newOutputStream(file), new Deflater(Deflater.NO_COMPRESSION), 1 << 16),
                hash)) {
            out.write(("blob " + bytes + "\0").getBytes(US_ASCII));
            byte[] piece = new byte[PIECE];
            SplittableRandom random = new SplittableRandom(bytes);
            for (long left = bytes; left > 0; left -= PIECE) {
                random.nextBytes(piece);
                out.write(piece, 0, (int) Math.min(PIECE, left));
            }
        }
        ObjectId id = ObjectId.fromRaw(hash.digest());
        Path folder = Files.createDirectories(
                gitDirectory.resolve("objects").resolve(id.name().substring(0, 2)));
        Files.move(file, folder.resolve(id.name().substring(2)));
        return id;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
