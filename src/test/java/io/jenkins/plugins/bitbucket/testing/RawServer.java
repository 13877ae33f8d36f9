package io.jenkins.plugins.bitbucket.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A server for any bytes: it answers each request with them, and then closes the connection. */
public final class RawServer implements AutoCloseable {

    /** The answer to a request. */
    @FunctionalInterface
    public interface Script {
        /** @param request its first line and headers */
        void answer(String request, OutputStream out) throws IOException;
    }

    private static final int WAITING_CONNECTIONS = 100;

    private final Script script;
    private final ServerSocket server;
    private final AtomicLong sent = new AtomicLong();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "raw server");
        thread.setDaemon(true);
        return thread;
    });

    public RawServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, WAITING_CONNECTIONS, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** The address to use as that of the API. */
    public URI apiUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/2.0");
    }

    /** The number of bytes sent so far, including those in the buffers of the operating system. */
    public long sent() {
        return sent.get();
    }

    /** Waits until every client has everything or has closed the connection, and returns the number of bytes sent. */
    public long sentInTheEnd() throws InterruptedException, IOException {
        threads.shutdown();
        server.close();
        if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
            throw new AssertionError("A client neither reads on nor closes the connection.");
        }
        return sent();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        connections.add(socket);
        try (socket) {
            String request = request(new BufferedInputStream(socket.getInputStream()));
            script.answer(request, new Counted(socket.getOutputStream()));
        } catch (IOException goneAway) {
            // The client did not wait for the whole response.
        } finally {
            connections.remove(socket);
        }
    }

    /** Reads everything, or the client would see an error before it has read the response. */
    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        String length =
                head.toString().toLowerCase(Locale.ROOT).replaceFirst("(?s).*\r\ncontent-length: (\\d+)\r\n.*", "$1");
        if (length.matches("\\d+")) {
            in.skipNBytes(Long.parseLong(length));
        }
        return head.toString();
    }

    private final class Counted extends FilterOutputStream {
        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            sent.addAndGet(length);
        }
    }

    /** Sends {@code start}, and then {@code more} repeatedly, up to so many bytes. */
    public static Script endless(String start, String more, long bytes) {
        return (request, out) -> {
            out.write(start.getBytes(StandardCharsets.ISO_8859_1));
            byte[] filler = more.repeat(1 + 8192 / more.length()).getBytes(StandardCharsets.ISO_8859_1);
            for (long left = bytes; left > 0; left -= filler.length) {
                out.write(filler);
            }
        };
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
