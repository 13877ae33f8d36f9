package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that opens tunnels to one port of this machine, whatever the requested host, or refuses to. */
public final class ConnectProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "connect proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final CompletableFuture<Void> acceptor;
    private volatile String login = "";
    private volatile String refusal = "";

    /** @param target the port of every tunnel */
    public ConnectProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = CompletableFuture.runAsync(this::accept, threads);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The received requests with their headers, oldest first. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Accepts only clients that send this value of the header. */
    public ConnectProxy wants(String authorization) {
        login = authorization;
        return this;
    }

    /** Answers everything with {@code answer}, and closes the connection. */
    public ConnectProxy refuses(String answer) {
        refusal = answer;
        return this;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The connection has ended.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String request = head(client.getInputStream());
            requests.add(request);
            OutputStream out = client.getOutputStream();
            if (!refusal.isEmpty()) {
                out.write(refusal.getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (!login.isEmpty() && !request.contains("\r\nProxy-Authorization: " + login + "\r\n")) {
                out.write("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n".getBytes());
                return;
            }
            try (Socket server = new Socket("127.0.0.1", target)) {
                sockets.add(server);
                server.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                out.write("HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n".getBytes());
                threads.execute(() -> pump(client, server));
                pump(server, client);
            }
        } catch (IOException gone) {
            // So has its counterpart.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // The other direction ends as well.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        // Until then it may accept another connection.
        acceptor.join();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdown();
    }
}
