package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The identity of a key: an account, or some repositories that it can read.
 *
 * @param account the owner of the key
 * @param readable the repositories with the key as an access key, by label; empty for an account
 */
public record SshVisitor(Optional<Account> account, List<AccessKey> readable) {

    /** A repository's access key, and its label there. */
    record AccessKey(HostedRepository repository, String label, String key) {}

    public boolean mayRead(HostedRepository repository) {
        return account.map(repository::isVisibleTo)
                .orElseGet(() -> readable.stream().anyMatch(key -> key.repository() == repository));
    }

    /** Why this key can't push, in Bitbucket's words; empty if it can. */
    public Optional<String> whyNotPush(HostedRepository repository) {
        if (account.isEmpty()) {
            return Optional.of("repository access denied. access via a deployment key is read-only.");
        }
        return repository.isWritableBy(account.get()) ? Optional.empty() : Optional.of("repository access denied.");
    }

    /** Bitbucket's greeting for a person who logs in. */
    public String greeting() {
        String end = "\n\nYou can use git to connect to Bitbucket. Shell access is disabled.\n";
        if (account.isPresent()) {
            return "authenticated via ssh key." + end;
        }
        return "authenticated via a deploy key." + end
                + "\nThis deploy key has read access to the following repositories:\n\n"
                + readable.stream()
                        .map(key -> key.repository() + ": " + key.label() + " -- ci@acme.example\n")
                        .collect(Collectors.joining());
    }
}
