package io.jenkins.plugins.bitbucket.core.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Creates one branch with a git push, at a commit that is already in the repository: the pack is empty.
 *
 * <p>The push tells the server that the branch does not exist yet, and the server creates it only in this case. Source:
 * <a href="https://git-scm.com/docs/pack-protocol#_pushing_data_to_a_server">Pushing data to a server</a>.
 */
final class BranchPush {

    private static final String NOTHING_YET = "0".repeat(40);
    private static final int MAX_REPORT_BYTES = 1_000_000;

    private final String ref;
    private final String commit;
    private boolean sent;

    /**
     * @param ref the branch's full name
     * @param commit the full hash of a commit in the repository
     */
    BranchPush(String ref, String commit) {
        this.ref = ref;
        this.commit = commit;
    }

    /** Whether the server may already have received the request. */
    boolean isSent() {
        return sent;
    }

    /**
     * Communicates with {@code git-receive-pack}.
     *
     * @return git's reason why the branch was not created, which is an empty text if it gives none; nothing if it was
     * @throws IOException if this is not known
     */
    Optional<String> run(InputStream in, OutputStream out) throws IOException {
        RemoteRefs refs = new RefReader(in, new RefQuery(Set.of(ref), Optional.empty())).readForPush();
        PacketLineOut lines = new PacketLineOut(out);
        if (refs.commit(ref).isPresent()) {
            lines.end();
            return Optional.of("already exists");
        }
        sent = true;
        lines.writeString(NOTHING_YET + " " + commit + " " + ref + "\0 report-status");
        lines.end();
        out.write(emptyPack());
        out.flush();
        return report(new PacketLineIn(in, MAX_REPORT_BYTES));
    }

    private Optional<String> report(PacketLineIn lines) throws IOException {
        String unpack = RefReader.line(lines);
        if (!unpack.startsWith("unpack ")) {
            throw new NotGitException(Sentences.of("Ssh.UnexpectedReports", Text.printable(unpack)));
        }
        String result = "";
        for (String line = RefReader.line(lines); !PacketLineIn.isEnd(line); line = RefReader.line(lines)) {
            if (line.equals("ok " + ref) || (line + " ").startsWith("ng " + ref + " ")) {
                result = line;
            }
        }
        if (result.startsWith("ok ")) {
            return Optional.empty();
        }
        if (!unpack.equals("unpack ok")) {
            return Optional.of(unpack.substring("unpack ".length()));
        }
        if (result.isEmpty()) {
            throw new NotGitException(Sentences.of("Ssh.UnexpectedWithoutReport"));
        }
        return Optional.of(result.substring(("ng " + ref).length()).strip());
    }

    /** A pack of version 2 without objects: its header and checksum. */
    private static byte[] emptyPack() {
        byte[] pack = new byte[32];
        byte[] head = "PACK\0\0\0\2\0\0\0\0".getBytes(US_ASCII);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(head);
            System.arraycopy(head, 0, pack, 0, head.length);
            System.arraycopy(hash, 0, pack, head.length, hash.length);
            return pack;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
