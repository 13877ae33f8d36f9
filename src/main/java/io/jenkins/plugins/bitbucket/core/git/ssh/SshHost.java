package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of Bitbucket's SSH server.
 *
 * <p>Bitbucket has three: {@code ssh.bitbucket.org}; {@code bitbucket.org}, which is announced to serve only HTTPS from
 * November 2026 on; and {@code altssh.bitbucket.org:443} for networks that block SSH. See <a
 * href="https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-ssh-issues/">Troubleshoot SSH issues</a>.
 *
 * @param user the user name: {@code git}, except for test servers; Bitbucket identifies the account by its key
 * @param name a host name or address
 * @param port 22, except for {@code altssh.bitbucket.org} and test servers
 */
public record SshHost(String user, String name, int port) {

    private static final int SSH = 22;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|::1");
    private static final Pattern FORM = Pattern.compile("(?<name>[^:\\s\\[\\]]+|\\[[^]]*])(:(?<port>\\d{1,5}))?");
    private static final Pattern BITBUCKETS = Pattern.compile("((ssh|altssh)\\.)?bitbucket\\.org");
    private static final Pattern CLONE_URL = Pattern.compile("(?i)(?:ssh://)?(?:[^@/\\s]+@)?\\[?(?<name>" + BITBUCKETS
            + ")(?::(?<port>\\d{1,5})(?=[]/]))?]?[:/][^/\\s].*");

    /** The host in the clone URLs for SSH that Bitbucket shows. */
    public static final SshHost BITBUCKET = new SshHost("ssh.bitbucket.org", SSH);

    private static final SshHost FORMER_BITBUCKET = new SshHost("bitbucket.org", SSH);

    /** @throws IllegalArgumentException if the host or port is invalid */
    public SshHost {
        if (name == null || !NAME.matcher(name).matches() || port < 1 || port > 65535) {
            throw wrong(name + ":" + port);
        }
        name = name.toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the host or port is invalid */
    public SshHost(String name, int port) {
        this("git", name, port);
    }

    /**
     * Parses {@code host} or {@code host:port}; an empty text means {@link #BITBUCKET}.
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

    /** The host in a clone URL, if it is for SSH and the host is Bitbucket's. */
    public static Optional<SshHost> ofCloneUrl(String url) {
        Matcher form = CLONE_URL.matcher(url == null ? "" : url.strip());
        return form.matches()
                ? Optional.of(parse(form.group("name") + (form.group("port") == null ? "" : ":" + form.group("port"))))
                : Optional.empty();
    }

    /** The alternative host, because Bitbucket's server moves from one of the two to the other. */
    Optional<SshHost> alternative() {
        if (equals(BITBUCKET)) {
            return Optional.of(FORMER_BITBUCKET);
        }
        return equals(FORMER_BITBUCKET) ? Optional.of(BITBUCKET) : Optional.empty();
    }

    /** The page of a branch, if this is Bitbucket itself. */
    public Optional<URI> page(RepositoryId repository, BranchName branch) {
        if (!BITBUCKETS.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI("https", FORMER_BITBUCKET.name, "/" + repository + "/branch/" + branch, null));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException wrong(String host) {
        return new IllegalArgumentException(Sentences.of("Form.SshHost", Text.printable(host)));
    }

    @Override
    public String toString() {
        String host = name.contains(":") ? "[" + name + "]" : name;
        return port == SSH ? host : host + ":" + port;
    }
}
