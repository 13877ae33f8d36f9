package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS in front of a server without TLS, with a certificate for {@code localhost} and more. */
public final class TlsFront extends SocketServer {

    private static final String PASSWORD = "changeit";

    private final URI server;
    private final KeyStore keys;

    /**
     * @param server a server on this machine
     * @param names further names for the certificate
     */
    public TlsFront(URI server, String... names) {
        this(server, newKeys(names));
    }

    private TlsFront(URI server, KeyStore keys) {
        super(listener(keys));
        this.server = server;
        this.keys = keys;
        start();
    }

    private static ServerSocket listener(KeyStore keys) {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore newKeys(String... names) {
        try {
            return makeKeys(names);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore makeKeys(String... names) throws IOException, GeneralSecurityException {
        Path file = Files.createTempDirectory("keys").resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost"
                                + Stream.of(names).map(",dns:"::concat).collect(Collectors.joining()),
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IOException(output);
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        } finally {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    /** The server's address with TLS. */
    public URI url() {
        return URI.create("https://localhost:" + port() + server.getPath());
    }

    /** A store that trusts it and nobody else. */
    public KeyStore trusting() {
        try {
            Certificate certificate = keys.getCertificate("localhost");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("localhost", certificate);
            return trusted;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its certificate in PEM format. */
    public String certificate() {
        try {
            String base64 = Base64.getMimeEncoder()
                    .encodeToString(keys.getCertificate("localhost").getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void serve(Socket client) throws IOException {
        try (Socket peer = new Socket(server.getHost(), server.getPort())) {
            handOn(client.getInputStream(), peer);
            peer.getInputStream().transferTo(client.getOutputStream());
        }
    }
}
