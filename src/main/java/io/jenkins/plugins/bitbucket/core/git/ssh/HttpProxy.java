package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Objects;

/** An HTTP proxy that tunnels SSH with the method {@code CONNECT}. */
public final class HttpProxy {

    private final String host;
    private final int port;
    private final String user;
    private final String password;

    /**
     * @param host its name or address
     * @param user empty for a proxy without a login
     * @param password sent with the user name by Basic authentication
     */
    public HttpProxy(String host, int port, String user, String password) {
        this.host = Objects.requireNonNull(host, "host");
        this.port = port;
        this.user = user == null ? "" : user;
        this.password = password == null ? "" : password;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Whether a login is sent. */
    boolean hasLogin() {
        return !user.isEmpty();
    }

    /** The request to open a tunnel to {@code target}. */
    byte[] request(SshHost target) {
        String name = target.name().contains(":") ? "[" + target.name() + "]" : target.name();
        String address = name + ":" + target.port();
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        return ("CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n"
                        + (hasLogin() ? "Proxy-Authorization: Basic " + login + "\r\n" : "") + "\r\n")
                .getBytes(US_ASCII);
    }

    /** Its host and port. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
