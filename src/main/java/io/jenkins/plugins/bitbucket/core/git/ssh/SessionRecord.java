package io.jenkins.plugins.bitbucket.core.git.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** What a server sent besides the output of commands. It shows why a connection failed or ended. */
final class SessionRecord implements SessionListener {

    private volatile List<String> linesBeforeSsh = List.of();
    private volatile boolean connected;
    private volatile TunnelledSession tunnel;
    private volatile boolean ssh;
    private volatile KexProposalOption notAgreed;
    private volatile String farewell = "";

    /** Whether the connection was accepted. */
    boolean isConnected() {
        return connected;
    }

    /** Whether the server itself can have sent anything, because no proxy is in front of it any more. */
    boolean isOpen() {
        return connected && (tunnel == null || tunnel.isTunnelOpen());
    }

    /** Whether the server has identified itself as SSH. */
    boolean isSsh() {
        return ssh;
    }

    /** What came before the server identified itself as SSH: an error, or the words of another server. */
    String textBeforeSsh() {
        return String.join(" ", linesBeforeSsh).strip();
    }

    /** The kind of algorithm that the server and this program have none in common of. */
    Optional<KexProposalOption> notAgreed() {
        return Optional.ofNullable(notAgreed);
    }

    /** The words with which the server ended the connection; empty if it has not, or gave none. */
    String farewell() {
        return farewell;
    }

    @Override
    public void sessionCreated(Session session) {
        connected = true;
        tunnel = session instanceof TunnelledSession through ? through : null;
    }

    @Override
    public void sessionPeerIdentificationLine(Session session, String line, List<String> earlierLines) {
        if (!line.startsWith("SSH-")) {
            List<String> lines = new ArrayList<>(earlierLines);
            lines.add(line);
            linesBeforeSsh = lines;
        }
    }

    @Override
    public void sessionPeerIdentificationReceived(Session session, String version, List<String> earlierLines) {
        ssh = true;
    }

    @Override
    public void sessionNegotiationEnd(
            Session session,
            Map<KexProposalOption, String> ours,
            Map<KexProposalOption, String> theirs,
            Map<KexProposalOption, String> agreed,
            Throwable failure) {
        if (failure != null) {
            notAgreed = Stream.of(KexProposalOption.values())
                    .filter(option -> !agreed.containsKey(option))
                    .findFirst()
                    .orElse(KexProposalOption.ALGORITHMS);
        }
    }

    @Override
    public void sessionDisconnect(Session session, int code, String words, String language, boolean ownWish) {
        if (!ownWish && words != null) {
            farewell = words.strip();
        }
    }
}
