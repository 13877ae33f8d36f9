package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves each connection on its own thread, until it is closed with all of them. */
abstract class SocketServer implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    SocketServer(ServerSocket server) {
        this.server = server;
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Starts to serve; call it at the end of a constructor. */
    final void start() {
        inBackground(() -> {
            while (true) {
                Socket client = server.accept();
                inBackground(() -> {
                    sockets.add(client);
                    try (client) {
                        serve(client);
                    } finally {
                        sockets.remove(client);
                    }
                });
            }
        });
    }

    /** Serves a connection, which is closed afterwards. */
    abstract void serve(Socket client) throws IOException;

    final int port() {
        return server.getLocalPort();
    }

    /** Forwards data from a client to another server, and then closes that connection. */
    final void handOn(InputStream in, Socket peer) {
        sockets.add(peer);
        inBackground(() -> {
            try (peer) {
                in.transferTo(peer.getOutputStream());
            }
        });
    }

    private void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // Somebody closed the connection, or the test is over.
                    }
                },
                getClass().getSimpleName());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final void close() {
        try {
            server.close();
            for (Socket open : sockets) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
