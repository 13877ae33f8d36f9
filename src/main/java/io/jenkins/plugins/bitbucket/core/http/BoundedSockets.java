package io.jenkins.plugins.bitbucket.core.http;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Creates sockets with a limit on what is read. OkHttp limits headers, and {@link Exchange} limits bodies, but nothing
 * limits the line before a chunk, which OkHttp would keep in memory.
 */
final class BoundedSockets extends SocketFactory {

    // More than the window of HTTP/2: OkHttp reads 8 MiB before it writes a window update.
    private static final long MAX_READ_BETWEEN_WRITES = 20_000_000;

    @Override
    public Socket createSocket() {
        return new BoundedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }

    private static final class BoundedSocket extends Socket {

        private final AtomicLong read = new AtomicLong();

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int next = super.read();
                    count(next < 0 ? 0 : 1);
                    return next;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    count(count);
                    return count;
                }
            };
        }

        private void count(int bytes) throws SocketException {
            if (bytes > 0 && read.addAndGet(bytes) > MAX_READ_BETWEEN_WRITES) {
                throw new SocketException("more than " + MAX_READ_BETWEEN_WRITES + " bytes came for one request");
            }
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    read.set(0);
                    out.write(bytes, offset, length);
                }
            };
        }
    }
}
