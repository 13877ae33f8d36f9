package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The scopes of API tokens. None of them implies another, but the old names of some tokens do.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/">what each permits</a>
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#authentication">the old names</a>
 */
public final class Scopes {

    public static final String READ_PROJECT = "read:project:bitbucket";
    public static final String READ_PULL_REQUEST = "read:pullrequest:bitbucket";
    public static final String READ_REPOSITORY = "read:repository:bitbucket";
    public static final String READ_USER = "read:user:bitbucket";
    public static final String READ_WORKSPACE = "read:workspace:bitbucket";
    public static final String WRITE_PULL_REQUEST = "write:pullrequest:bitbucket";
    public static final String WRITE_REPOSITORY = "write:repository:bitbucket";
    public static final String ADMIN_REPOSITORY = "admin:repository:bitbucket";
    public static final String READ_WEBHOOK = "read:webhook:bitbucket";
    public static final String WRITE_WEBHOOK = "write:webhook:bitbucket";
    public static final String DELETE_WEBHOOK = "delete:webhook:bitbucket";

    /** All that a build may need. */
    public static final List<String> ALL = List.of(
            READ_PROJECT,
            READ_REPOSITORY,
            READ_USER,
            READ_WORKSPACE,
            READ_PULL_REQUEST,
            WRITE_PULL_REQUEST,
            WRITE_REPOSITORY);

    /** What an old name implies in addition to itself; documented for OAuth. */
    private static final Map<String, List<String>> IMPLIED = Map.of(
            "account:write", List.of("account"),
            "project:write", List.of("project"),
            "project:admin", List.of("project"),
            "repository:write", List.of("repository"),
            "repository:admin", List.of("repository:write"),
            "pullrequest", List.of("repository"),
            "pullrequest:write", List.of("pullrequest", "repository:write"));

    private Scopes() {}

    static boolean isOldName(String scope) {
        return !scope.endsWith(":bitbucket");
    }

    /** The old name itself, and everything that it implies. */
    static Set<String> impliedBy(String oldName) {
        Set<String> all = new TreeSet<>(Set.of(oldName));
        IMPLIED.getOrDefault(oldName, List.of()).forEach(implied -> all.addAll(impliedBy(implied)));
        return all;
    }

    /**
     * {@code write:repository:bitbucket} was {@code repository:write} before API tokens, and reading had no suffix.
     */
    public static String oldName(String scope) {
        String[] parts = scope.split(":");
        if (parts.length != 3) {
            return scope;
        }
        String thing = parts[1].matches("user|workspace") ? "account" : parts[1];
        return parts[0].equals("read") || thing.equals("webhook") ? thing : thing + ":" + parts[0];
    }
}
