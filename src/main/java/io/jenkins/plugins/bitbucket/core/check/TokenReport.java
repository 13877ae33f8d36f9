package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a token may do.
 *
 * @param rejection why Bitbucket does not take the token at all, and what to do; nothing else is known then
 * @param user whose the token is, where the token may tell
 * @param workspaces the workspaces that it sees, where the token may tell
 * @param grants for each scope whether the token has it
 */
public record TokenReport(
        Optional<String> rejection, Optional<User> user, List<Workspace> workspaces, Map<Scope, Grant> grants) {

    /** Whether a token has a scope. */
    public enum Grant {
        GRANTED,
        MISSING,
        /** Bitbucket gives no sign, and finding out would change something. */
        UNKNOWN
    }

    /** What the report comes to. */
    public enum Verdict {
        /** The token is good for everything, as far as can be known. */
        OK,
        /** The token is good, but not for branches and pull requests. */
        LIMITED,
        /** A scope without which nothing works is missing. */
        INSUFFICIENT,
        /** Bitbucket does not take the token. */
        REJECTED
    }

    public TokenReport {
        workspaces = List.copyOf(workspaces);
        Map<Scope, Grant> all = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            all.put(scope, grants.getOrDefault(scope, Grant.UNKNOWN));
        }
        grants = Collections.unmodifiableMap(all);
    }

    static TokenReport rejected(String why) {
        return new TokenReport(Optional.of(why), Optional.empty(), List.of(), Map.of());
    }

    public Verdict verdict() {
        if (rejection.isPresent()) {
            return Verdict.REJECTED;
        }
        List<Scope> missing = scopes(Grant.MISSING);
        if (missing.stream().anyMatch(Scope::required)) {
            return Verdict.INSUFFICIENT;
        }
        return missing.isEmpty() ? Verdict.OK : Verdict.LIMITED;
    }

    /** The scopes whose grant is {@code grant}. */
    public List<Scope> scopes(Grant grant) {
        return grants.entrySet().stream()
                .filter(entry -> entry.getValue() == grant)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The verdict in words, with what to do next. */
    public String summary() {
        return switch (verdict()) {
            case OK ->
                scopes(Grant.UNKNOWN).isEmpty()
                        ? "The token has every scope that is needed."
                        : "The token works. Bitbucket does not tell whether it has " + names(Grant.UNKNOWN)
                                + ": see its scopes at " + ApiToken.PAGE + ".";
            case LIMITED ->
                "The token works, but not for branches and pull requests: it lacks " + names(Grant.MISSING) + ". "
                        + newToken();
            case INSUFFICIENT -> "The token lacks " + names(Grant.MISSING) + ". " + newToken();
            case REJECTED -> rejection.orElseThrow();
        };
    }

    /** The whole report as a table of plain text, for a console. */
    public String table() {
        if (rejection.isPresent()) {
            return rejection.get() + "\n";
        }
        StringBuilder table = new StringBuilder();
        String unknown = "can't tell without ";
        row(table, "User", user.map(User::name).orElse(unknown + Scope.READ_USER));
        row(
                table,
                "Workspaces",
                grants.get(Scope.READ_WORKSPACE) == Grant.MISSING
                        ? unknown + Scope.READ_WORKSPACE
                        : workspaces.stream().map(Workspace::slug).collect(Collectors.joining(", ")));
        grants.forEach((scope, grant) -> row(
                table,
                scope.fullName(),
                switch (grant) {
                            case GRANTED -> "✓ granted   ";
                            case MISSING -> "✗ MISSING   ";
                            case UNKNOWN -> "? unknown   ";
                        }
                        + (scope.required() ? "required: " : "optional: ")
                        + scope.purpose()));
        return table.append(summary()).append('\n').toString();
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append(String.format("%-28s %s%n", name, Text.printable(value)));
    }

    private String names(Grant grant) {
        return scopes(grant).stream().map(Scope::fullName).collect(Collectors.joining(", "));
    }

    private static String newToken() {
        return "Scopes can't be added to a token: make a new one with all of them at " + ApiToken.PAGE
                + " and replace it.";
    }
}
