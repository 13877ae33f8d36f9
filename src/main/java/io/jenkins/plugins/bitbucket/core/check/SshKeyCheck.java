package io.jenkins.plugins.bitbucket.core.check;

import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.RepositoryCheck;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unavailable;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.SshException.HostUntrusted;
import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.git.GitOperations;
import io.jenkins.plugins.bitbucket.core.git.RefQuery;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Finds out whether Bitbucket knows an SSH key, as the key of an account or as an access key, and whether it can read a
 * repository. It changes nothing.
 *
 * <p>Bitbucket answers a person who logs in: {@code authenticated via ssh key.}, or {@code authenticated via a deploy
 * key.} and its repositories, each on a line with its label.
 */
public final class SshKeyCheck {

    private static final Pattern ACCESS_KEY = Pattern.compile("(deploy|deployment|access) key");
    private static final Pattern REPOSITORY = Pattern.compile("(?m)^\\s*([A-Za-z0-9_-]+/[A-Za-z0-9._-]+)(?::.*)?$");

    /**
     * @param repository a repository to read, or none
     * @param connection uses the key to test
     * @return the report, whatever the result
     */
    public CompletableFuture<SshKeyReport> run(Optional<RepositoryId> repository, GitClient connection) {
        CompletableFuture<SshKeyReport> report = connection
                .run(Sentences.of("Do.TestKey"), git -> test(repository, git))
                .exceptionally(failure -> explain(BitbucketException.cause(failure)));
        return connection.cancelTogether(report);
    }

    private static SshKeyReport test(Optional<RepositoryId> repository, GitOperations git) throws IOException {
        String greeting = git.greeting();
        Optional<RepositoryCheck> check = Optional.empty();
        if (repository.isPresent()) {
            check = Optional.of(read(repository.get(), git));
        }
        Optional<String> publicKey = Optional.of(git.publicKey());
        if (ACCESS_KEY.matcher(greeting.toLowerCase(Locale.ROOT)).find()) {
            List<String> repositories = REPOSITORY
                    .matcher(greeting)
                    .results()
                    .map(line -> line.group(1))
                    .toList();
            return new SshKeyReport(
                    Verdict.ACCESS_KEY,
                    Sentences.of("KeyReport.AccessKey") + " "
                            + Sentences.of("Ssh.AccessKeyAdvice", SshErrorDecoder.KEYS_PAGE),
                    publicKey,
                    repositories,
                    check);
        }
        String summary = check.flatMap(RepositoryCheck::problem)
                .map(problem -> Sentences.of("KeyReport.NotAllRead", problem))
                .orElseGet(() -> Sentences.of("KeyReport.User"));
        return new SshKeyReport(Verdict.USER, summary, publicKey, List.of(), check);
    }

    private static RepositoryCheck read(RepositoryId repository, GitOperations git) throws IOException {
        try {
            git.doing(Sentences.of("Do.ReadRepository", repository))
                    .refs(repository, new RefQuery(Set.of(RefQuery.HEAD), Optional.empty()));
            return new RepositoryCheck(repository, Optional.empty());
        } catch (BitbucketException e) {
            return new RepositoryCheck(repository, Optional.of(e.getMessage()));
        }
    }

    private static SshKeyReport explain(Throwable failure) {
        if (failure instanceof KeyRejected key) {
            return SshKeyReport.failed(verdict(key.fault()), key.reason(), key.publicKey());
        }
        if (failure instanceof HostUntrusted host) {
            return SshKeyReport.failed(Verdict.HOST_KEY_UNKNOWN, host.reason(), Optional.empty());
        }
        if (failure instanceof Unavailable unavailable) {
            return SshKeyReport.failed(Verdict.UNREACHABLE, unavailable.getMessage(), Optional.empty());
        }
        if (failure instanceof Unreachable unreachable) {
            return SshKeyReport.failed(Verdict.UNREACHABLE, unreachable.getMessage(), Optional.empty());
        }
        throw BitbucketException.rethrow(failure);
    }

    private static Verdict verdict(KeyRejected.Fault fault) {
        return switch (fault) {
            case UNKNOWN -> Verdict.REJECTED;
            case PASSPHRASE -> Verdict.WRONG_PASSPHRASE;
            case TYPE -> Verdict.UNSUPPORTED_TYPE;
            case UNREADABLE -> Verdict.UNREADABLE;
        };
    }
}
