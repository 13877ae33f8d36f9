package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an SSH key may do.
 *
 * @param verdict what the report comes to
 * @param summary the verdict in words, with what to do next
 * @param publicKey the public half of the key in OpenSSH's form, ready to paste into Bitbucket, where it could be read
 * @param repositories for an access key the repositories that Bitbucket lists for it, such as {@code acme/infra}
 * @param repository what became of the repository to read, if one was named
 */
public record SshKeyReport(
        Verdict verdict,
        String summary,
        Optional<String> publicKey,
        List<String> repositories,
        Optional<RepositoryCheck> repository) {

    /** What the report comes to. */
    public enum Verdict {
        /** The key is an account's. */
        USER,
        /** The key is an access key of repositories or projects: it reads, and creates no branches. */
        ACCESS_KEY,
        /** Bitbucket does not know the key. */
        REJECTED,
        /** The server's own key is not trusted. */
        HOST_KEY_UNKNOWN,
        /** Nobody answered. */
        UNREACHABLE,
        /** The key's passphrase is wrong or missing. */
        WRONG_PASSPHRASE,
        /** Keys of this type can't be used. */
        UNSUPPORTED_TYPE,
        /** It is no private key. */
        UNREADABLE;

        /** Whether Bitbucket knows the key. */
        public boolean authenticated() {
            return this == USER || this == ACCESS_KEY;
        }
    }

    /**
     * Whether the key can read a repository.
     *
     * @param id which
     * @param problem why not, with what to do; empty if it can
     */
    public record RepositoryCheck(RepositoryId id, Optional<String> problem) {}

    public SshKeyReport {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(summary, "summary");
        repositories = List.copyOf(repositories);
    }

    static SshKeyReport failed(Verdict verdict, String summary, Optional<String> publicKey) {
        return new SshKeyReport(verdict, summary, publicKey, List.of(), Optional.empty());
    }

    /** Whether the key is an account's, and can read the repository if one was named. */
    public boolean good() {
        return verdict == Verdict.USER
                && repository.flatMap(RepositoryCheck::problem).isEmpty();
    }

    /** The whole report as a table of plain text, for a console. */
    public String table() {
        StringBuilder table = new StringBuilder();
        row(table, Sentences.of("KeyReport.Key"), (verdict.authenticated() ? "✓ " : "✗ ") + title());
        publicKey.ifPresent(line -> row(table, Sentences.of("KeyReport.PublicHalf"), line));
        if (!repositories.isEmpty()) {
            row(table, Sentences.of("KeyReport.Reads"), repositories.stream().collect(Collectors.joining(", ")));
        }
        repository.ifPresent(check -> row(
                table,
                check.id().toString(),
                check.problem().map("✗ "::concat).orElse("✓ " + Sentences.of("KeyReport.Read"))));
        return table.append(summary).append('\n').toString();
    }

    private String title() {
        return switch (verdict) {
            case USER -> Sentences.of("KeyReport.OfAccount");
            case ACCESS_KEY -> Sentences.of("KeyReport.OnlyReads");
            case REJECTED -> Sentences.of("KeyReport.Unknown");
            case HOST_KEY_UNKNOWN -> Sentences.of("KeyReport.HostUntrusted");
            case UNREACHABLE -> Sentences.of("KeyReport.NoAnswer");
            case WRONG_PASSPHRASE -> Sentences.of("KeyReport.Passphrase");
            case UNSUPPORTED_TYPE -> Sentences.of("KeyReport.Type");
            case UNREADABLE -> Sentences.of("KeyReport.NoKey");
        };
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append(String.format("%-28s %s%n", name, value));
    }
}
