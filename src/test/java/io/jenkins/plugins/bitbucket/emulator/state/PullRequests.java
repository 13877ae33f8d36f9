package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import io.jenkins.plugins.bitbucket.emulator.git.MergeRefused;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest.Closing;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest.Content;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest.Tips;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The pull requests of a repository, and the rules for opening, editing and closing one.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">their API</a>
 */
public final class PullRequests {

    private final HostedRepository repository;
    private final Directory directory;
    private final ReviewerRules reviewers;
    private final SortedMap<Integer, HostedPullRequest> byId = new TreeMap<>();
    private final Map<Integer, Set<LostPart>> lost = new HashMap<>();
    private final Map<String, Integer> unknownBranches = new HashMap<>();
    private final Map<Integer, Discussion> discussions = new ConcurrentHashMap<>();
    private final MergeTasks mergeTasks = new MergeTasks();

    PullRequests(HostedRepository repository, Directory directory) {
        this.repository = repository;
        this.directory = directory;
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

    public Discussion discussion(int id) {
        return discussions.computeIfAbsent(id, any -> new Discussion(directory.commentIds()));
    }

    /** The commits that it brings into its destination, newest first. */
    public List<RevCommit> commits(HostedPullRequest pullRequest) {
        return repository
                .git()
                .history()
                .log(
                        List.of(ObjectId.fromString(pullRequest.sourceHash())),
                        List.of(ObjectId.fromString(pullRequest.destinationHash())),
                        "");
    }

    public MergeTasks mergeTasks() {
        return mergeTasks;
    }

    /** The parts that are null by now. */
    public synchronized Set<LostPart> lost(int id) {
        return lost.getOrDefault(id, Set.of());
    }

    synchronized void lose(int id, List<LostPart> parts) {
        lost.computeIfAbsent(id, any -> EnumSet.noneOf(LostPart.class)).addAll(parts);
    }

    synchronized void unknownAtFirst(String branch, int times) {
        unknownBranches.put(branch, times);
    }

    public synchronized HostedPullRequest open(Account author, JsonNode body) {
        String title = title(body, "");
        String source = body.at("/source/branch/name").asText("");
        String destination = destination(body, repository.mainBranch().orElse(""));
        requireKnown("source", source);
        ObjectId sourceTip = tip("source", source);
        ObjectId destinationTip = tip("destination", destination);
        requireSameRepository(body);
        if (source.equals(destination)) {
            throw BitbucketError.field("destination", "source and destination branch must not be the same");
        }
        if (!repository.git().history().hasChanges(sourceTip, destinationTip)) {
            throw BitbucketError.of(400, "There are no changes to be pulled");
        }
        List<String> nicknames = nicknames(reviewers.chosen(body.path("reviewers"), author.nickname()));
        boolean closeSourceBranch = body.path("close_source_branch").asBoolean();
        // Strange, but seen: a second one for the same branches overwrites the first, and the response is also 201.
        Optional<HostedPullRequest> open = byId.values().stream()
                .filter(HostedPullRequest::isOpen)
                .filter(known -> known.isBetween(source, destination))
                .findFirst();
        if (open.isPresent()) {
            Content old = open.get().content();
            return store(
                    open.get()
                            .with(new Content(
                                    title,
                                    old.description(),
                                    destination,
                                    old.reviewers(),
                                    old.draft(),
                                    closeSourceBranch)),
                    author);
        }
        Instant now = Instant.now();
        return store(
                new HostedPullRequest(
                        byId.size() + 1,
                        new Content(
                                title,
                                body.path("description").asText(""),
                                destination,
                                nicknames,
                                body.path("draft").asBoolean(),
                                closeSourceBranch),
                        source,
                        author.nickname(),
                        new Tips(sourceTip.name(), destinationTip.name()),
                        Optional.empty(),
                        now,
                        now),
                author);
    }

    /** Changes the fields in the body; a {@link Quirks quirk} decides about the others. */
    public synchronized HostedPullRequest update(HostedPullRequest pullRequest, JsonNode body, Account by) {
        Quirks.Update style = directory.quirks().update();
        if (style == Quirks.Update.WANTS_TITLE && !body.has("title")) {
            throw BitbucketError.field("title", "This field is required.");
        }
        return change(
                pullRequest.id(), by, BitbucketError.of(400, "Can only update an open pull request."), current -> {
                    Content old = current.content();
                    Content rest = style == Quirks.Update.CLEARS
                            ? new Content(old.title(), "", old.destination(), List.of(), old.draft(), false)
                            : old;
                    String destination = destination(body, old.destination());
                    tip("destination", destination);
                    return current.with(new Content(
                            title(body, rest.title()),
                            body.path("description").asText(rest.description()),
                            destination,
                            body.has("reviewers")
                                    ? nicknames(reviewers.chosen(body.path("reviewers"), current.author()))
                                    : rest.reviewers(),
                            body.path("draft").asBoolean(rest.draft()),
                            body.path("close_source_branch").asBoolean(rest.closeSourceBranch())));
                });
    }

    public synchronized HostedPullRequest decline(HostedPullRequest pullRequest, Account by) {
        return change(
                pullRequest.id(),
                by,
                alreadyClosed(),
                current -> current.closed(new Closing("DECLINED", by.nickname(), Instant.now(), null)));
    }

    public synchronized HostedPullRequest merge(int id, MergeOptions options, Account by) {
        return change(id, by, alreadyClosed(), current -> {
            repository.requireMergeChecks();
            BareRepository git = repository.git();
            String message = options.message()
                    .orElse("Merged in " + current.source() + " (pull request #" + id + ")\n\n" + current.title());
            ObjectId merged;
            try {
                merged = git.merges()
                        .merge(
                                git.commit(ObjectId.fromString(current.sourceHash())),
                                git.commit(ObjectId.fromString(current.destinationHash())),
                                options.style(),
                                new PersonIdent(by.displayName(), by.email()),
                                message + "\n");
            } catch (MergeRefused refused) {
                throw refusal(refused.reason());
            }
            git.move(Constants.R_HEADS + current.destination(), merged);
            if (options.closeSourceBranch().orElse(current.closeSourceBranch())) {
                repository.deleteUnlessMain(current.source());
            }
            return current.closed(new Closing("MERGED", by.nickname(), Instant.now(), merged.name()));
        });
    }

    private static BitbucketError refusal(MergeRefused.Reason reason) {
        return BitbucketError.of(
                400,
                switch (reason) {
                    case CONFLICT -> "You can't merge until you resolve all merge conflicts.";
                    // Uncertain.
                    case NOT_A_FAST_FORWARD -> "You can't merge: the destination branch has commits of its own.";
                });
    }

    private static BitbucketError alreadyClosed() {
        return BitbucketError.field("newstatus", "This pull request is already closed.");
    }

    private HostedPullRequest change(
            int id, Account by, BitbucketError refusal, UnaryOperator<HostedPullRequest> change) {
        HostedPullRequest current = atTips(byId.get(id));
        if (!current.isOpen()) {
            throw refusal;
        }
        return store(change.apply(current), by);
    }

    private HostedPullRequest store(HostedPullRequest pullRequest, Account by) {
        HostedPullRequest stored = atTips(pullRequest);
        byId.put(stored.id(), stored);
        discussion(stored.id()).updated(stored, by);
        return stored;
    }

    /** An open pull request follows its branches, and keeps the last commit of a deleted one. */
    private HostedPullRequest atTips(HostedPullRequest pullRequest) {
        if (!pullRequest.isOpen()) {
            return pullRequest;
        }
        return pullRequest.at(new Tips(
                repository.tip(pullRequest.source()).orElse(pullRequest.sourceHash()),
                repository.tip(pullRequest.destination()).orElse(pullRequest.destinationHash())));
    }

    private static String title(JsonNode body, String old) {
        String title = body.path("title").asText(old);
        if (title.isBlank()) {
            throw BitbucketError.missingField("title");
        }
        return title;
    }

    private static String destination(JsonNode body, String otherwise) {
        return body.at("/destination/branch/name").asText(otherwise);
    }

    /** Seen right after a push: for some seconds the branch is not known. */
    private void requireKnown(String field, String branch) {
        int times = unknownBranches.getOrDefault(branch, 0);
        if (times > 0) {
            unknownBranches.put(branch, times - 1);
            throw branchNotFound(field, branch);
        }
    }

    private ObjectId tip(String field, String branch) {
        return repository.git().tip(branch).orElseThrow(() -> branchNotFound(field, branch));
    }

    private static BitbucketError branchNotFound(String field, String branch) {
        return BitbucketError.field(field, "branch not found: " + branch);
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
