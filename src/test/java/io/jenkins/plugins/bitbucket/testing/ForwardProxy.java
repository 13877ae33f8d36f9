package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An HTTP proxy on this machine with a user name and a password: Debian's tinyproxy or squid, or a simple one of this
 * project.
 */
public final class ForwardProxy implements AutoCloseable {

    public static final String USER = "jenkins";
    public static final String PASSWORD = "sesame";

    private static final int START_SECONDS = 30;

    /** The programs that may be installed, and the replacement. */
    public enum Kind {
        TINYPROXY("/usr/bin/tinyproxy"),
        SQUID("/usr/sbin/squid"),
        OWN("");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        public boolean isHere() {
            return program.isEmpty() || Files.isExecutable(Path.of(program));
        }
    }

    private final int port;
    private final Path folder;
    private final Optional<Process> process;
    private final Optional<OwnProxy> own;

    private ForwardProxy(int port, Path folder, Optional<Process> process, Optional<OwnProxy> own) {
        this.port = port;
        this.folder = folder;
        this.process = process;
        this.own = own;
    }

    /** The first one that is installed. */
    public static ForwardProxy start() {
        return start(Stream.of(Kind.values()).filter(Kind::isHere).findFirst().orElseThrow());
    }

    public static ForwardProxy start(Kind kind) {
        try {
            Path folder = Files.createTempDirectory("proxy");
            if (kind == Kind.OWN) {
                OwnProxy own = new OwnProxy(USER, PASSWORD);
                return new ForwardProxy(own.port(), folder, Optional.empty(), Optional.of(own));
            }
            int port = freePort();
            Path configuration = Files.writeString(folder.resolve("proxy.conf"), configuration(kind, port, folder));
            List<String> command = kind == Kind.SQUID
                    ? List.of(kind.program, "-N", "-f", configuration.toString())
                    : List.of(kind.program, "-d", "-c", configuration.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            ForwardProxy proxy = new ForwardProxy(port, folder, Optional.of(process), Optional.empty());
            proxy.awaitStart();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Kind kind, int port, Path folder) throws IOException {
        if (kind == Kind.TINYPROXY) {
            return String.join(
                    "\n",
                    "Port " + port,
                    "Listen 127.0.0.1",
                    "Allow 127.0.0.1",
                    "Timeout 60",
                    "BasicAuth " + USER + " " + PASSWORD,
                    "");
        }
        // As squid drops its privileges, if it has any.
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        Path passwords = Files.writeString(folder.resolve("passwords"), USER + ":" + PASSWORD + "\n");
        // Its own programs check encrypted passwords; this one reads them as plain text.
        Path check = Files.writeString(
                folder.resolve("check"),
                "#!/bin/sh\nwhile read user password rest; do\n  if grep -qxF \"$user:$password\" " + passwords
                        + "; then echo OK; else echo ERR; fi\ndone\n");
        check.toFile().setExecutable(true, false);
        passwords.toFile().setReadable(true, false);
        check.toFile().setReadable(true, false);
        return String.join(
                "\n",
                "http_port 127.0.0.1:" + port,
                "visible_hostname localhost",
                "auth_param basic program " + check,
                "acl known proxy_auth REQUIRED",
                "http_access allow known",
                "http_access deny all",
                "cache deny all",
                "cache_log /dev/null",
                "access_log none",
                "pid_filename none",
                "pinger_enable off",
                "shutdown_lifetime 0 seconds",
                "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException {
        long end = System.nanoTime() + START_SECONDS * 1_000_000_000L;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return;
            } catch (IOException notYet) {
                if (!process.orElseThrow().isAlive() || System.nanoTime() > end) {
                    close();
                    throw new IOException("The proxy does not start: " + Files.readString(folder.resolve("output")));
                }
                Thread.onSpinWait();
            }
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.ifPresent(running -> {
            running.destroy();
            running.onExit().join();
        });
        own.ifPresent(OwnProxy::close);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
