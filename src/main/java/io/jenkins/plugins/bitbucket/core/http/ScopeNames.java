package io.jenkins.plugins.bitbucket.core.http;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of scopes in Bitbucket's responses, in two styles.
 *
 * <p>The scopes of API tokens, such as {@code read:repository:bitbucket}, imply no others. The scopes of OAuth, such as
 * {@code repository:write}, stand for one or two of them, and imply each other: {@code X:admin} includes {@code
 * X:write}, which includes {@code X}; access to pull requests includes the same access to repositories. Observed in
 * successful responses whose accepted scope is not literally among the granted ones.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/">API token permissions</a>
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/bitbucket-cloud-rest-api-scopes/">scopes of OAuth</a>
 */
public final class ScopeNames {

    private static final Pattern OF_OAUTH = Pattern.compile("(?<thing>[a-z_-]+)(?::(?<right>[a-z_-]+))?");

    private ScopeNames() {}

    /** Whether a token with the scopes {@code granted} has the scope {@code name}. */
    public static boolean cover(Collection<String> granted, String name) {
        return covered(granted).containsAll(ofApiTokens(name));
    }

    /** The scopes of {@code required} that are missing in {@code granted}. */
    static SortedSet<String> missing(Collection<String> required, Collection<String> granted) {
        Set<String> covered = covered(granted);
        SortedSet<String> missing = new TreeSet<>(required);
        missing.removeIf(name -> covered.containsAll(ofApiTokens(name)));
        return missing;
    }

    private static Set<String> covered(Collection<String> granted) {
        Set<String> covered = new TreeSet<>();
        granted.stream()
                .flatMap(ScopeNames::implied)
                .map(ScopeNames::ofApiTokens)
                .forEach(covered::addAll);
        return covered;
    }

    /** A name, and the names that it implies. */
    private static Stream<String> implied(String name) {
        Matcher oauth = OF_OAUTH.matcher(name);
        if (!oauth.matches()) {
            return Stream.of(name);
        }
        String thing = oauth.group("thing");
        List<String> things = thing.equals("pullrequest") ? List.of(thing, "repository") : List.of(thing);
        List<String> rights = oauth.group("right") == null
                ? List.of("")
                : switch (oauth.group("right")) {
                    case "admin" -> List.of(":admin", ":write", "");
                    case "write" -> List.of(":write", "");
                    default -> List.of(":" + oauth.group("right"));
                };
        return things.stream().flatMap(t -> rights.stream().map(t::concat));
    }

    /** The API token names of {@code name}. */
    private static List<String> ofApiTokens(String name) {
        Matcher oauth = OF_OAUTH.matcher(name);
        if (!oauth.matches()) {
            return List.of(name);
        }
        String right = oauth.group("right") == null ? "read" : oauth.group("right");
        // The account scope also gives access to the account's workspaces.
        Stream<String> things = oauth.group("thing").equals("account")
                ? Stream.of("user", "workspace")
                : Stream.of(oauth.group("thing"));
        return things.map(thing -> right + ":" + thing + ":bitbucket").toList();
    }
}
