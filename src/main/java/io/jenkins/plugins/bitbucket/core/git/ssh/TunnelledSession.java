package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A session through an HTTP proxy: SSH starts after the proxy has opened the tunnel.
 *
 * <p>Source: <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6">CONNECT</a>.
 */
final class TunnelledSession extends ClientSessionImpl {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int MAX_HEAD_LENGTH = 32 * 1024;

    private final HttpProxy proxy;
    private final SshHost target;
    private final StringBuilder head = new StringBuilder();
    private volatile boolean open;

    TunnelledSession(ClientFactoryManager client, IoSession connection, HttpProxy proxy, SshHost target)
            throws Exception {
        super(client, connection);
        this.proxy = proxy;
        this.target = target;
    }

    /** The proxy does not open the tunnel. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        /** @param status the status of its response; zero if that is not HTTP */
        RefusedException(int status) {
            super("CONNECT was answered with " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Whether the proxy has opened the tunnel. */
    boolean isTunnelOpen() {
        return open;
    }

    @Override
    public void start() throws Exception {
        getIoSession().writeBuffer(new ByteArrayBuffer(proxy.request(target)));
    }

    @Override
    public void messageReceived(Readable received) throws Exception {
        if (open) {
            super.messageReceived(received);
            return;
        }
        byte[] bytes = new byte[received.available()];
        received.getRawBytes(bytes, 0, bytes.length);
        head.append(new String(bytes, ISO_8859_1));
        int end = head.indexOf(END_OF_HEAD);
        int status = status();
        if (status == 0 && head.indexOf("\r\n") >= 0 || head.length() > MAX_HEAD_LENGTH) {
            throw new RefusedException(0);
        }
        if (end < 0) {
            return;
        }
        if (status / 100 != 2) {
            throw new RefusedException(status);
        }
        open = true;
        super.start();
        byte[] rest = head.substring(end + END_OF_HEAD.length()).getBytes(ISO_8859_1);
        if (rest.length > 0) {
            super.messageReceived(new ByteArrayBuffer(rest));
        }
    }

    /** The status of the response; zero until there is one. */
    private int status() {
        int end = head.indexOf("\r\n");
        Matcher line = STATUS_LINE.matcher(end < 0 ? "" : head.substring(0, end));
        return line.matches() ? Integer.parseInt(line.group(1)) : 0;
    }
}
