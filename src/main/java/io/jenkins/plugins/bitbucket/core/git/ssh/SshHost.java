package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Bitbucket's SSH server is.
 *
 * <p>Bitbucket has three: {@code bitbucket.org}, {@code ssh.bitbucket.org} and, for networks that let only HTTPS out,
 * {@code altssh.bitbucket.org:443}. See <a
 * href="https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-ssh-issues/">Troubleshoot SSH issues</a>.
 *
 * @param name a host's name or address
 * @param port 22 but for {@code altssh.bitbucket.org} and stand-ins
 */
public record SshHost(String name, int port) {

    private static final int SSH = 22;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|::1");
    private static final Pattern FORM = Pattern.compile("(?<name>[^:\\s\\[\\]]+|\\[[^]]*])(:(?<port>\\d{1,5}))?");
    private static final Pattern BITBUCKETS = Pattern.compile("(ssh\\.|altssh\\.)?bitbucket\\.org");

    /** The host of every clone URL for SSH that Bitbucket shows. */
    public static final SshHost BITBUCKET = new SshHost("bitbucket.org", SSH);

    /** @throws IllegalArgumentException if there can't be such a host or port */
    public SshHost {
        if (name == null || !NAME.matcher(name).matches() || port < 1 || port > 65535) {
            throw wrong(name + ":" + port);
        }
        name = name.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@code host} or {@code host:port}; nothing stands for {@link #BITBUCKET}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static SshHost parse(String text) {
        String host = text == null ? "" : text.strip();
        if (host.isEmpty()) {
            return BITBUCKET;
        }
        Matcher form = FORM.matcher(host);
        if (!form.matches()) {
            throw wrong(host);
        }
        int port = form.group("port") == null ? SSH : Integer.parseInt(form.group("port"));
        return new SshHost(form.group("name").replaceAll("[\\[\\]]", ""), port);
    }

    /** The page of a branch, if this is Bitbucket itself. */
    public Optional<URI> page(RepositoryId repository, BranchName branch) {
        if (!BITBUCKETS.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI("https", BITBUCKET.name, "/" + repository + "/branch/" + branch, null));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException wrong(String host) {
        return new IllegalArgumentException("“" + Text.printable(host) + "” is no SSH host: enter bitbucket.org,"
                + " ssh.bitbucket.org, altssh.bitbucket.org:443, or another one as host or host:port.");
    }

    @Override
    public String toString() {
        String host = name.contains(":") ? "[" + name + "]" : name;
        return port == SSH ? host : host + ":" + port;
    }
}
