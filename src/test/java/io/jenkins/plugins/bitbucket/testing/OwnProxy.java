package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A small proxy with a user name and a password. It opens tunnels, and forwards the first request of a connection over
 * plain HTTP with everything after it, which is enough for a client that uses one server.
 */
final class OwnProxy extends SocketServer {

    private final String credentials;

    OwnProxy(String user, String password) throws IOException {
        super(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        credentials = Base64.getEncoder().encodeToString(login);
        start();
    }

    @Override
    void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        String head = head(in);
        while (!isKnown(head)) {
            out.write(ascii("HTTP/1.1 407 Proxy Authentication Required\r\n"
                    + "Proxy-Authenticate: Basic realm=\"acme\"\r\nContent-Length: 0\r\n\r\n"));
            head = head(in);
        }
        String[] line = head.split(" ", 3);
        boolean tunnel = line[0].equals("CONNECT");
        URI target = URI.create(tunnel ? "https://" + line[1] : line[1]);
        try (Socket peer = new Socket(target.getHost(), target.getPort())) {
            if (tunnel) {
                out.write(ascii("HTTP/1.1 200 Connection established\r\n\r\n"));
            } else {
                String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
                peer.getOutputStream()
                        .write(ascii(line[0] + " " + path + " "
                                + line[2].replaceAll("(?i)\r\nProxy-Authorization: [^\r]*", "")
                                        .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")));
            }
            handOn(in, peer);
            if (!tunnel) {
                out.write(
                        ascii(head(peer.getInputStream()).replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")));
            }
            peer.getInputStream().transferTo(out);
        }
    }

    private boolean isKnown(String head) {
        return head.contains("\r\nProxy-Authorization: Basic " + credentials + "\r\n");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The client hung up.");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
