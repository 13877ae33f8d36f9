package io.jenkins.plugins.bitbucket.emulator.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A port of the loopback interface that forwards to another one, and counts the bytes. */
public final class Wire implements Closeable {

    private final ServerSocket front = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final int behind;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    /** @param behind the other port */
    public Wire(int behind) throws IOException {
        this.behind = behind;
        start("accept", this::accept);
    }

    public int port() {
        return front.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Bytes from clients. */
    long received() {
        return received.get();
    }

    /** The bytes so far, in both directions. */
    public long bytes() {
        return received() + sent();
    }

    /** Bytes to clients. */
    long sent() {
        return sent.get();
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), behind);
                // Small packets are forwarded immediately.
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                connections.incrementAndGet();
                start("to server", () -> pump(client, server, received));
                start("to client", () -> pump(server, client, sent));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to, AtomicLong count) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                count.addAndGet(length);
                out.write(buffer, 0, length);
            }
        } catch (IOException broken) {
            // One side is closed, so both are closed.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "embedded-bitbucket wire " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        front.close();
    }
}
