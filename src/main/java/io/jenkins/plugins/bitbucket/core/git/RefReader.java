package io.jenkins.plugins.bitbucket.core.git;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.git.ssh.ServerComplaintException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineIn.InputOverLimitIOException;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Reads the refs that a server advertises: in version 2 of the protocol, only the requested ones; in older versions,
 * all.
 *
 * <p>Sources: <a href="https://git-scm.com/docs/protocol-v2">protocol version 2</a>, <a
 * href="https://git-scm.com/docs/pack-protocol">pack protocol</a>.
 */
final class RefReader {

    // A million refs with names of usual length.
    private static final long MAX_BYTES = 100_000_000;
    private static final Pattern TIP = Pattern.compile("(?<id>[0-9a-f]{40}) (?<name>[^ \\x00]+)(?<rest>[ \\x00].*)?");
    private static final Pattern PEELED = Pattern.compile(" peeled:([0-9a-f]{40})");
    private static final String PEELED_SUFFIX = "^{}";
    private static final int MANY = 2;

    private final RefQuery query;
    private final PacketLineIn in;
    private final Map<String, String> commits = new HashMap<>();
    private final Set<String> matches = new HashSet<>();
    private String capabilities = "";
    private String lastName = "";
    private String lastId = "";

    RefReader(InputStream in, RefQuery query) {
        this.in = new PacketLineIn(in, MAX_BYTES);
        this.query = query;
    }

    /** From {@code git-upload-pack}. */
    RemoteRefs readForFetch(OutputStream out) throws IOException {
        PacketLineOut lines = new PacketLineOut(out);
        String first = line();
        if (first.equals("version 2")) {
            askForRefs(lines);
            first = line();
        }
        RemoteRefs refs = read(first);
        lines.end();
        return refs;
    }

    /** From {@code git-receive-pack}, which supports only the older versions, and then waits for commands. */
    RemoteRefs readForPush() throws IOException {
        RemoteRefs refs = read(line());
        if (!(" " + capabilities + " ").contains(" report-status ")) {
            throw new NotGitException(Sentences.of("Ssh.UnexpectedWithoutReport"));
        }
        return refs;
    }

    private void askForRefs(PacketLineOut lines) throws IOException {
        boolean hashFormat = false;
        for (String line = line(); !PacketLineIn.isEnd(line); line = line()) {
            hashFormat |= line.startsWith("object-format=");
        }
        lines.writeString("command=ls-refs\n");
        if (hashFormat) {
            lines.writeString("object-format=sha1\n");
        }
        lines.writeDelim();
        lines.writeString("peel\n");
        for (String name : query.names()) {
            lines.writeString("ref-prefix " + name + "\n");
        }
        if (query.hash().isPresent()) {
            lines.writeString("ref-prefix " + RefQuery.BRANCHES + "\n");
            lines.writeString("ref-prefix " + RefQuery.TAGS + "\n");
        }
        lines.end();
    }

    private RemoteRefs read(String first) throws IOException {
        for (String line = first; !PacketLineIn.isEnd(line); line = line()) {
            Matcher tip = TIP.matcher(line);
            if (tip.matches()) {
                add(tip.group("name"), tip.group("id"), String.valueOf(tip.group("rest")));
            } else if (!line.startsWith("version ") && !line.startsWith("shallow ") && !line.startsWith("unborn ")) {
                throw new NotGitException(Sentences.of("Ssh.UnexpectedBegins", Text.printable(line)));
            }
        }
        keep();
        return new RemoteRefs(commits, matches);
    }

    /** An older server sends the commit of a tag on its own line after the tag, a newer one on the same line. */
    private void add(String name, String id, String rest) {
        if (rest.startsWith("\0")) {
            capabilities = rest.substring(1);
        }
        if (name.endsWith(PEELED_SUFFIX)) {
            lastId = id;
            return;
        }
        keep();
        Matcher peeled = PEELED.matcher(rest);
        lastName = name;
        lastId = peeled.find() ? peeled.group(1) : id;
    }

    private void keep() {
        if (query.names().contains(lastName)) {
            commits.put(lastName, lastId);
        }
        if (query.mayHaveHash(lastName)
                && matches.size() < MANY
                && query.hash().filter(lastId::startsWith).isPresent()) {
            matches.add(lastId);
        }
    }

    private String line() throws IOException {
        return line(in);
    }

    /** @throws ServerComplaintException if the server sends an error in place of a line, as it may at any time */
    static String line(PacketLineIn in) throws IOException {
        String line;
        try {
            line = in.readString();
        } catch (InputOverLimitIOException e) {
            throw new NotGitException(Sentences.of("Ssh.UnexpectedWithoutEnd"));
        }
        if (line.startsWith("ERR ")) {
            throw new ServerComplaintException(line.substring("ERR ".length()));
        }
        return line;
    }
}
