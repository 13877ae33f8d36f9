package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The pull requests of a repository, and the rules for opening, editing and closing one.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">their API</a>
 */
public final class PullRequests {

    private final HostedRepository repository;
    private final ReviewerRules reviewers;
    private final SortedMap<Integer, HostedPullRequest> byId = new TreeMap<>();

    PullRequests(HostedRepository repository, Directory directory) {
        this.repository = repository;
        this.reviewers = new ReviewerRules(repository, directory);
    }

    synchronized List<HostedPullRequest> all() {
        byId.replaceAll((id, pullRequest) -> atTips(pullRequest));
        return List.copyOf(byId.values());
    }

    public Optional<HostedPullRequest> find(String id) {
        return all().stream()
                .filter(pullRequest -> Integer.toString(pullRequest.id()).equals(id))
                .findFirst();
    }

    public synchronized HostedPullRequest open(Account author, JsonNode body) {
        String title = title(body, "");
        String source = body.at("/source/branch/name").asText("");
        String destination = destination(body, repository.git().mainBranch().orElse(""));
        ObjectId sourceTip = tip("source", source);
        ObjectId destinationTip = tip("destination", destination);
        requireSameRepository(body);
        if (source.equals(destination)) {
            throw BitbucketError.field("destination", "source and destination branch must not be the same");
        }
        if (!repository.git().hasChanges(sourceTip, destinationTip)) {
            throw BitbucketError.of(400, "There are no changes to be pulled");
        }
        List<String> nicknames = nicknames(reviewers.chosen(body.path("reviewers"), author.nickname()));
        boolean closeSourceBranch = body.path("close_source_branch").asBoolean();

        // Odd, yet recorded: a second one for the same branches overwrites the first, and is answered with 201 as well.
        Optional<HostedPullRequest> open = byId.values().stream()
                .filter(HostedPullRequest::isOpen)
                .filter(known -> known.isBetween(source, destination))
                .findFirst();
        if (open.isPresent()) {
            HostedPullRequest.Content content = open.get().content();
            return store(open.get()
                    .with(new HostedPullRequest.Content(
                            title,
                            content.description(),
                            destination,
                            content.reviewers(),
                            content.draft(),
                            closeSourceBranch)));
        }
        Instant now = Instant.now();
        return store(new HostedPullRequest(
                byId.size() + 1,
                title,
                body.path("description").asText(""),
                "OPEN",
                source,
                destination,
                nicknames,
                body.path("draft").asBoolean(),
                closeSourceBranch,
                author.nickname(),
                sourceTip.name(),
                destinationTip.name(),
                null,
                now,
                now));
    }

    /** Changes what the body holds, and leaves the rest. */
    public synchronized HostedPullRequest update(HostedPullRequest pullRequest, JsonNode body) {
        return change(pullRequest.id(), "Can only update an open pull request.", current -> {
            HostedPullRequest.Content old = current.content();
            String destination = destination(body, old.destination());
            tip("destination", destination);
            return current.with(new HostedPullRequest.Content(
                    title(body, old.title()),
                    body.path("description").asText(old.description()),
                    destination,
                    body.has("reviewers")
                            ? nicknames(reviewers.chosen(body.path("reviewers"), current.author()))
                            : old.reviewers(),
                    body.path("draft").asBoolean(old.draft()),
                    body.path("close_source_branch").asBoolean(old.closeSourceBranch())));
        });
    }

    public synchronized HostedPullRequest decline(HostedPullRequest pullRequest) {
        return change(
                pullRequest.id(), "This pull request is already closed.", current -> current.closed("DECLINED", null));
    }

    synchronized HostedPullRequest merge(int id) {
        return change(id, "This pull request is already closed.", current -> {
            String message = "Merged in " + current.source() + " (pull request #" + id + ")";
            ObjectId commit = repository.git().merge(current.source(), current.destination(), message);
            if (current.closeSourceBranch()) {
                repository.git().deleteBranch(current.source());
            }
            return current.closed("MERGED", commit.name());
        });
    }

    private HostedPullRequest change(int id, String refusal, UnaryOperator<HostedPullRequest> change) {
        HostedPullRequest current = atTips(byId.get(id));
        if (!current.isOpen()) {
            throw BitbucketError.of(400, refusal);
        }
        return store(change.apply(current));
    }

    private HostedPullRequest store(HostedPullRequest pullRequest) {
        HostedPullRequest stored = atTips(pullRequest);
        byId.put(stored.id(), stored);
        return stored;
    }

    /** An open pull request goes along with its branches, and keeps the last commit of one that is deleted. */
    private HostedPullRequest atTips(HostedPullRequest pullRequest) {
        if (!pullRequest.isOpen()) {
            return pullRequest;
        }
        String source = repository.tip(pullRequest.source()).orElse(pullRequest.sourceHash());
        String destination = repository.tip(pullRequest.destination()).orElse(pullRequest.destinationHash());
        return pullRequest.at(source, destination);
    }

    private static String title(JsonNode body, String old) {
        String title = body.path("title").asText(old);
        if (title.isBlank()) {
            throw BitbucketError.field("title", "required key not provided");
        }
        return title;
    }

    private static String destination(JsonNode body, String otherwise) {
        return body.at("/destination/branch/name").asText(otherwise);
    }

    private ObjectId tip(String field, String branch) {
        return repository
                .git()
                .tip(branch)
                .orElseThrow(() -> BitbucketError.field(field, "branch not found: " + branch));
    }

    private void requireSameRepository(JsonNode body) {
        String fullName = body.at("/source/repository/full_name").asText(repository.fullName());
        if (!fullName.equalsIgnoreCase(repository.fullName())) {
            throw BitbucketError.field("source", "repository not found: " + fullName);
        }
    }

    private static List<String> nicknames(Collection<Account> accounts) {
        return accounts.stream().map(Account::nickname).toList();
    }
}
