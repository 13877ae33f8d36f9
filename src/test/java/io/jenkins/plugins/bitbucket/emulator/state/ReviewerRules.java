package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who can review in a repository, and the messages for others. */
final class ReviewerRules {

    private static final String FIELD = "reviewers";

    private final HostedRepository repository;
    private final Directory directory;

    ReviewerRules(HostedRepository repository, Directory directory) {
        this.repository = repository;
        this.directory = directory;
    }

    /** The accounts of a list of {@code {uuid}} or {@code {account_id}}; the author is given by the nickname. */
    Set<Account> chosen(JsonNode list, String author) {
        Set<Account> chosen = new LinkedHashSet<>();
        List<String> refusals = new ArrayList<>();
        for (JsonNode item : list) {
            Account account = named(item);
            chosen.add(account);
            if (account.nickname().equals(author)) {
                refusals.add(account.displayName() + " is the author and cannot be included as a reviewer.");
            } else if (!repository.workspace().hasMember(account)) {
                refusals.add(account.displayName()
                        + " is not a member of this workspace and cannot be added to this pull request");
            } else if (!repository.isVisibleTo(account)) {
                refusals.add(account.displayName() + " does not have access to view this pull request");
            }
        }
        if (!refusals.isEmpty()) {
            throw BitbucketError.field(FIELD, refusals);
        }
        return chosen;
    }

    private Account named(JsonNode item) {
        String uuid = item.path("uuid").asText();
        String accountId = item.path("account_id").asText();
        return directory
                .account(known -> known.isActive()
                        && (known.uuid().equals(uuid) || known.accountId().equals(accountId)))
                .orElseThrow(() -> BitbucketError.field(FIELD, "Malformed reviewers list"));
    }
}
