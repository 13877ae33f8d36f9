package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token can do.
 *
 * @param rejection why Bitbucket rejects the token, and what to do; nothing else is known then
 * @param user the token's owner, if the token can read it
 * @param workspaces the workspaces of the token, if it can read them
 * @param grants for each scope, whether the token has it
 * @param problems why the owner (by {@link Scope#READ_USER}) or the workspaces (by {@link Scope#READ_WORKSPACE}) could
 *     not be determined, for another reason than a missing scope
 */
public record TokenReport(
        Optional<TokenRejected> rejection,
        Optional<User> user,
        List<Workspace> workspaces,
        Map<Scope, Grant> grants,
        Map<Scope, String> problems) {

    /** Whether a token has a scope. */
    public enum Grant {
        GRANTED,
        MISSING,
        /** Bitbucket does not reveal it, and finding out would change something. */
        UNKNOWN
    }

    /** The overall result. */
    public enum Verdict {
        /** The token works for everything, as far as is known. */
        OK,
        /** The token works, but not for branches, or not for pull requests. */
        LIMITED,
        /** A required scope is missing. */
        INSUFFICIENT,
        /** Bitbucket rejects the token. */
        REJECTED
    }

    public TokenReport {
        workspaces = List.copyOf(workspaces);
        Map<Scope, Grant> all = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            all.put(scope, grants.getOrDefault(scope, Grant.UNKNOWN));
        }
        grants = Collections.unmodifiableMap(all);
        problems = Map.copyOf(problems);
    }

    static TokenReport rejected(TokenRejected why) {
        return new TokenReport(Optional.of(why), Optional.empty(), List.of(), Map.of(), Map.of());
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

    /**
     * What will not work with the token, because a scope is missing.
     *
     * @param needed the scopes of each use case, by a name that users know, such as that of a step
     * @return those names, in the order of {@code needed}
     */
    public List<String> willNotWork(Map<String, ? extends Collection<Scope>> needed) {
        return needed.entrySet().stream()
                .filter(entry -> !Collections.disjoint(entry.getValue(), scopes(Grant.MISSING)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The verdict in words, with what could not be determined and what to do next. */
    public String summary() {
        return Stream.concat(Stream.of(ofScopes()), problems.values().stream()).collect(Collectors.joining(" "));
    }

    private String ofScopes() {
        return switch (verdict()) {
            case OK ->
                scopes(Grant.UNKNOWN).isEmpty()
                        ? Sentences.of("Report.Ok")
                        : Sentences.of("Report.OkUnknown", names(Grant.UNKNOWN), ApiToken.PAGE);
            case LIMITED -> Sentences.of("Report.Limited", limits(), names(Grant.MISSING)) + " " + newToken();
            case INSUFFICIENT ->
                Sentences.of("Report.Insufficient", names(Grant.MISSING), purposes()) + " " + newToken();
            case REJECTED -> rejection.orElseThrow().reason();
        };
    }

    /** The report as a plain text table, for a console. */
    public String table() {
        if (rejection.isPresent()) {
            return rejection.get().reason() + "\n";
        }
        StringBuilder table = new StringBuilder();
        row(table, Sentences.of("Report.User"), user.map(User::name).orElseGet(() -> untold(Scope.READ_USER)));
        boolean listed =
                !problems.containsKey(Scope.READ_WORKSPACE) && grants.get(Scope.READ_WORKSPACE) != Grant.MISSING;
        row(table, Sentences.of("Report.Workspaces"), listed ? slugs() : untold(Scope.READ_WORKSPACE));
        grants.forEach((scope, grant) -> row(
                table,
                scope.fullName(),
                Sentences.of(mark(grant)) + "   "
                        + Sentences.of(scope.required() ? "Report.Required" : "Report.Optional", scope.purpose())));
        return table.append(summary()).append('\n').toString();
    }

    private String slugs() {
        return workspaces.isEmpty()
                ? Sentences.of("Report.NoWorkspace")
                : workspaces.stream().map(Workspace::slug).collect(Collectors.joining(", "));
    }

    private static String mark(Grant grant) {
        return switch (grant) {
            case GRANTED -> "Report.Granted";
            case MISSING -> "Report.Missing";
            case UNKNOWN -> "Report.Unknown";
        };
    }

    private String untold(Scope scope) {
        return problems.containsKey(scope)
                ? Sentences.of("Report.Unanswered")
                : Sentences.of("Report.UntoldWithout", scope);
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append(String.format("%-28s %s%n", name, Text.printable(value)));
    }

    private String names(Grant grant) {
        return scopes(grant).stream().map(Scope::fullName).collect(Collectors.joining(", "));
    }

    private String purposes() {
        return scopes(Grant.MISSING).stream().map(Scope::purpose).collect(Collectors.joining("; "));
    }

    private String limits() {
        List<Scope> missing = scopes(Grant.MISSING);
        if (!missing.contains(Scope.WRITE_REPOSITORY)) {
            return Sentences.of("Report.PullRequests");
        }
        return Sentences.of(missing.size() == 1 ? "Report.Branches" : "Report.BranchesAndPullRequests");
    }

    private static String newToken() {
        return Sentences.of("Advice.NewScopes", ApiToken.PAGE);
    }
}
