package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an SSH key can do.
 *
 * @param verdict the overall result
 * @param summary the verdict in words, with what to do next
 * @param publicKey the public key in OpenSSH's format, ready to paste into Bitbucket, if it could be read
 * @param repositories for an access key, the repositories that Bitbucket lists for it, such as {@code acme/infra}
 * @param repository the result of reading the given repository, if any
 */
public record SshKeyReport(
        Verdict verdict,
        String summary,
        Optional<String> publicKey,
        List<String> repositories,
        Optional<RepositoryCheck> repository) {

    /** The overall result. */
    public enum Verdict {
        /** The key belongs to an account. */
        USER,
        /** The key is an access key of repositories or projects: it can read, but not create branches. */
        ACCESS_KEY,
        /** Bitbucket does not know the key. */
        REJECTED,
        /** The server's host key is not trusted. */
        HOST_KEY_UNKNOWN,
        /** There was no answer. */
        UNREACHABLE,
        /** The key's passphrase is wrong or missing. */
        WRONG_PASSPHRASE,
        /** Keys of this type are not supported. */
        UNSUPPORTED_TYPE,
        /** It is not a private key. */
        UNREADABLE;

        /** Whether Bitbucket knows the key. */
        public boolean authenticated() {
            return this == USER || this == ACCESS_KEY;
        }
    }

    /**
     * Whether the key can read a repository.
     *
     * @param id the repository
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

    /** Whether the key belongs to an account, and can read the given repository, if any. */
    public boolean good() {
        return verdict == Verdict.USER
                && repository.flatMap(RepositoryCheck::problem).isEmpty();
    }

    /** The report as a plain text table, for a console. */
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
