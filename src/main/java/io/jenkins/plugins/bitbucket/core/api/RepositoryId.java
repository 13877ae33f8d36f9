package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository on Bitbucket Cloud.
 *
 * @param workspace the workspace's slug, or its UUID in braces
 * @param slug the repository's slug, or its UUID in braces
 */
public record RepositoryId(String workspace, String slug) {

    private static final String UUID = "\\{[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}";
    private static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9_-]{1,128}|" + UUID);
    // A slug that ended with “.git” could not be told from the end of a clone URL.
    private static final Pattern SLUG = Pattern.compile("(?!\\.{1,2}$|.*\\.git$)[A-Za-z0-9._-]{1,128}|" + UUID);

    // git@host:workspace/slug.git, with a port [git@host:port]:workspace/slug.git, which people write without brackets
    // and with a slash too; and scheme://[user[:password]@]host[:port]/workspace/slug[.git]
    private static final Pattern SCP_LIKE =
            Pattern.compile("(?:[^@/\\s]+@)?(?<host>[^@:/\\s]+):(?:\\d+/(?=[^/\\s]+/))?(?<path>[^\\s]+)");
    private static final Pattern BRACKETS = Pattern.compile("^\\[([^]\\s]+):\\d+]:");
    private static final Pattern URL = Pattern.compile(
            "(?i:https?|ssh|git\\+ssh|ssh\\+git)://(?:[^@/\\s]*@)?(?<host>\\[[^]]*]|[^:/@\\s]+)(?::\\d+)?/(?<path>[^\\s?#]+)");
    // The last three are a stand-in on this machine.
    private static final Pattern HOSTS =
            Pattern.compile("(www\\.|ssh\\.|altssh\\.)?bitbucket\\.org|localhost|127\\.0\\.0\\.1|\\[::1]");

    /** @throws IllegalArgumentException if one of the two has not the form of a slug or of a UUID in braces */
    public RepositoryId {
        workspace = checkWorkspace(workspace);
        if (slug == null || !SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException("“" + Text.printable(String.valueOf(slug))
                    + "” is not the slug of a repository: letters, digits, “.”, “_” and “-”, as in its address.");
        }
    }

    /**
     * Reads a repository as people have it at hand: {@code workspace/slug}, or its clone URL for HTTPS or SSH. A user
     * name or password in a URL is ignored.
     *
     * @throws IllegalArgumentException if it is neither, or the URL is not one of bitbucket.org
     */
    public static RepositoryId parse(String text) {
        String trimmed = text == null ? "" : text.strip();
        Matcher url = URL.matcher(trimmed);
        if (url.matches()) {
            return ofUrl(url);
        }
        Matcher scpLike = SCP_LIKE.matcher(BRACKETS.matcher(trimmed).replaceFirst("$1:"));
        if (!trimmed.contains("://") && scpLike.matches()) {
            return ofUrl(scpLike);
        }
        return ofPath(trimmed);
    }

    /**
     * Checks a workspace that stands alone.
     *
     * @return the workspace, as it was given
     * @throws IllegalArgumentException if it has not the form of a slug or of a UUID in braces
     */
    static String checkWorkspace(String workspace) {
        if (workspace == null || !WORKSPACE.matcher(workspace).matches()) {
            throw new IllegalArgumentException("“" + Text.printable(String.valueOf(workspace))
                    + "” is not the ID of a workspace: letters, digits, “_” and “-”, as in its address.");
        }
        return workspace;
    }

    private static RepositoryId ofUrl(Matcher url) {
        String host = url.group("host").toLowerCase(Locale.ROOT);
        if (!HOSTS.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "The repository is on “" + Text.printable(host) + "”, not on Bitbucket Cloud (bitbucket.org).");
        }
        return ofPath(url.group("path").replaceFirst("^/+", "").replaceFirst("(?<!/)/+$", ""));
    }

    private static RepositoryId ofPath(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "A repository is given as “workspace/slug” or as its clone URL for HTTPS or SSH.");
        }
        return new RepositoryId(parts[0], parts[1].replaceFirst("\\.git$", ""));
    }

    @Override
    public String toString() {
        return workspace + "/" + slug;
    }
}
