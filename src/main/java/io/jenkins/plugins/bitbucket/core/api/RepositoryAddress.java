package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository in a form that users have at hand: its short name, a clone URL, or the address of one of its pages.
 * Anything else is rejected with the reason; a text that may contain a password is never repeated as a whole.
 */
final class RepositoryAddress {

    // scheme://[user[:password]@]host[:port][/path][?query][#fragment]
    private static final Pattern URL = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[^@/\\s]*@)?"
            + "(?<host>\\[[^]]*]|[^:/@\\s?#]+)(?::\\d+)?(?:/(?<path>[^?#]*))?(?:[?#].*)?");
    // The same without a scheme, as browsers show it: the name of a workspace contains no dot, and the name of a host
    // always does.
    private static final Pattern WITHOUT_SCHEME = Pattern.compile(
            "(?:[^@/\\s]+@)?(?<host>[^@:/\\s]+\\.[^@:/\\s]+)(?::\\d+(?=/[^/]+/))?/(?<path>[^?#]*)(?:[?#].*)?");
    // user@host:path, with a port [user@host:port]:path, also written without brackets or with a slash
    private static final Pattern SCP_LIKE =
            Pattern.compile("(?:[^@/\\s]+@)?(?<host>[^@:/\\s]+):(?:\\d+/(?=[^/\\s]+/))?(?<path>[^\\s]+)");
    private static final Pattern BRACKETS = Pattern.compile("^\\[([^]\\s]+):\\d+]:");

    private static final Set<String> WEB_SCHEMES = Set.of("https", "http");
    private static final Set<String> GIT_SCHEMES = Set.of("ssh", "git+ssh", "ssh+git", "git");
    private static final String API_HOST = "api.bitbucket.org";
    private static final Pattern API_PATH = Pattern.compile("(?:!api/)?2\\.0/repositories/(?<path>.*)");
    // The last three are test servers on this machine.
    private static final Pattern HOSTS =
            Pattern.compile("((www|ssh|altssh|api)\\.)?bitbucket\\.org|localhost|127\\.0\\.0\\.1|\\[::1]");
    /** A host alias in an SSH configuration, often used to select one of several keys. */
    private static final Pattern SSH_ALIAS = Pattern.compile("[^.]{2,}|bitbucket\\.org[-_].*");
    /** A path of Bitbucket Server or Data Center. */
    private static final Pattern DATA_CENTER =
            Pattern.compile("(projects|users)/[^/]+/repos/.+|scm/[^/]+/.+", Pattern.CASE_INSENSITIVE);
    /** The first path segments at bitbucket.org that are not workspaces. */
    private static final Set<String> NO_WORKSPACES =
            Set.of("account", "dashboard", "product", "repo", "site", "snippets", "support");

    private RepositoryAddress() {}

    static RepositoryId parse(String text) {
        // Bitbucket's button copies “git clone” too.
        String address = text == null ? "" : text.strip().replaceFirst("^git clone (?=\\S+$)", "");
        Matcher url = URL.matcher(address);
        if (url.matches()) {
            String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
            if (!WEB_SCHEMES.contains(scheme) && !GIT_SCHEMES.contains(scheme)) {
                throw refused("Repository.Scheme", scheme);
            }
            return at(url.group("host"), url.group("path"), WEB_SCHEMES.contains(scheme));
        }
        Matcher withoutScheme = WITHOUT_SCHEME.matcher(address);
        if (withoutScheme.matches()) {
            return at(withoutScheme.group("host"), withoutScheme.group("path"), true);
        }
        Matcher scpLike = SCP_LIKE.matcher(BRACKETS.matcher(address).replaceFirst("$1:"));
        if (!address.contains("://") && scpLike.matches()) {
            return at(scpLike.group("host"), scpLike.group("path"), false);
        }
        return shortName(withoutSlashes(address, false));
    }

    /** @param web whether it may be a page, whose path continues after the repository */
    private static RepositoryId at(String host, String fullPath, boolean web) {
        String path = withoutSlashes(fullPath == null ? "" : fullPath, true);
        if (!HOSTS.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            throw elsewhere(host, path, web);
        }
        Matcher api = API_PATH.matcher(path);
        if (api.matches()) {
            return ofPage(host, api.group("path"));
        }
        if (host.equalsIgnoreCase(API_HOST)) {
            throw refused("Repository.OtherPage", host);
        }
        return web ? ofPage(host, path) : ofParts(path.split("/", -1));
    }

    private static IllegalArgumentException elsewhere(String host, String path, boolean web) {
        String name = path.replaceFirst("\\.git$", "");
        if (!web && SSH_ALIAS.matcher(host).matches() && name.matches("[^/@]+/[^/@]+")) {
            return refused("Repository.SshAlias", host, name);
        }
        boolean dataCenter = DATA_CENTER.matcher(path).matches()
                || DATA_CENTER.matcher(path.replaceFirst("^[^/]*/", "")).matches();
        return refused(dataCenter ? "Repository.DataCenter" : "Repository.OtherHost", host);
    }

    private static RepositoryId ofPage(String host, String path) {
        String[] parts =
                path.replaceAll("(?i)%7B", "{").replaceAll("(?i)%7D", "}").split("/", -1);
        if (parts.length == 2 && parts[1].endsWith(".git")) {
            return ofParts(parts);
        }
        if (DATA_CENTER.matcher(path).matches()) {
            throw refused("Repository.DataCenter", host);
        }
        if (parts[0].isEmpty() || NO_WORKSPACES.contains(parts[0])) {
            throw refused("Repository.OtherPage", host);
        }
        if (parts.length < 2 || parts[1].equals("workspace")) {
            throw refused("Repository.OnlyWorkspace", parts[0]);
        }
        return ofParts(parts[0], parts[1]);
    }

    private static RepositoryId shortName(String name) {
        String[] parts = name.split("/", -1);
        if (parts.length > 2 && DATA_CENTER.matcher(name.replaceFirst("^/", "")).matches()) {
            throw refused("Repository.DataCenterPath");
        }
        if (parts.length == 1 && !name.isEmpty() && !name.contains("@") && !name.contains(":")) {
            throw refused("Repository.OneName", name);
        }
        return ofParts(parts);
    }

    private static RepositoryId ofParts(String... parts) {
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw refused("Repository.Forms");
        }
        return new RepositoryId(parts[0], parts[1].replaceFirst("\\.git$", ""));
    }

    private static String withoutSlashes(String path, boolean alsoBefore) {
        return (alsoBefore ? path.replaceFirst("^/+", "") : path).replaceFirst("(?<!/)/+$", "");
    }

    private static IllegalArgumentException refused(String sentence, String... values) {
        return new IllegalArgumentException(Sentences.of(
                sentence, Arrays.stream(values).map(Text::printable).toArray()));
    }
}
