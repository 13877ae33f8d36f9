package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The activity of a pull request: its updates, comments and votes.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">their API</a>
 */
public final class Discussion {

    private final AtomicInteger ids;
    private final SortedMap<Integer, Comment> comments = new TreeMap<>();
    private final List<Update> updates = new ArrayList<>();
    private final Map<Account, Vote> votes = new LinkedHashMap<>();

    /** @param ids the last ID of a comment, in all of Bitbucket */
    Discussion(AtomicInteger ids) {
        this.ids = ids;
    }

    /** A change of the pull request. */
    public record Update(HostedPullRequest state, String by, Instant on) {}

    synchronized void updated(HostedPullRequest state, Account by) {
        updates.add(new Update(state, by.nickname(), state.updatedOn()));
    }

    public synchronized List<Update> updates() {
        return List.copyOf(updates);
    }

    /** Oldest first, including deleted ones. */
    public synchronized List<Comment> comments() {
        return List.copyOf(comments.values());
    }

    public synchronized Comment comment(String id) {
        return comments.values().stream()
                .filter(comment -> Integer.toString(comment.id()).equals(id))
                .findFirst()
                .orElseThrow(Discussion::noComment);
    }

    public synchronized Comment add(Account author, JsonNode body) {
        JsonNode inline = body.path("inline");
        if (inline.isObject() && inline.path("path").asText("").isBlank()) {
            throw BitbucketError.missingField("inline.path");
        }
        Optional<Integer> parent =
                Optional.of(body.at("/parent/id")).filter(JsonNode::isInt).map(JsonNode::asInt);
        // Uncertain.
        if (parent.isPresent() && !comments.containsKey(parent.get())) {
            throw BitbucketError.field("parent", "There is no comment " + parent.get());
        }
        Instant now = Instant.now();
        return store(new Comment(
                ids.incrementAndGet(),
                author.nickname(),
                text(body),
                Optional.of(inline).filter(JsonNode::isObject),
                parent,
                false,
                now,
                now));
    }

    public synchronized Comment edit(Comment comment, Account by, JsonNode body) {
        requireOwn(comment, by);
        return store(comment.with(text(body)));
    }

    /** It stays in the list, without its text. */
    public synchronized void delete(Comment comment, Account by) {
        requireOwn(comment, by);
        store(comment.gone());
    }

    private Comment store(Comment comment) {
        comments.put(comment.id(), comment);
        return comment;
    }

    private static void requireOwn(Comment comment, Account by) {
        if (comment.deleted()) {
            throw noComment();
        }
        if (!comment.author().equals(by.nickname())) {
            throw BitbucketError.of(403, "You do not have access to this comment.");
        }
    }

    private static String text(JsonNode body) {
        String text = body.at("/content/raw").asText("");
        if (text.isBlank()) {
            throw BitbucketError.missingField("content.raw");
        }
        return text;
    }

    private static BitbucketError noComment() {
        return BitbucketError.of(404, "No such comment.");
    }

    /** The votes, in order. */
    public synchronized Map<Account, Vote> votes() {
        return new LinkedHashMap<>(votes);
    }

    /** Uncertain: the same vote twice is rejected. */
    public synchronized Vote vote(Account by, Vote.Opinion opinion) {
        Vote old = votes.get(by);
        if (old != null && old.opinion() == opinion) {
            throw BitbucketError.of(
                    409,
                    opinion == Vote.Opinion.APPROVED
                            ? "You already approved this pull request."
                            : "You already requested changes on this pull request.");
        }
        Vote vote = new Vote(opinion, Instant.now());
        votes.put(by, vote);
        return vote;
    }

    public synchronized void takeBack(Account by, Vote.Opinion opinion) {
        Vote old = votes.get(by);
        if (old == null || old.opinion() != opinion) {
            throw BitbucketError.of(
                    404,
                    opinion == Vote.Opinion.APPROVED
                            ? "You haven't approved this pull request."
                            : "You haven't requested changes on this pull request.");
        }
        votes.remove(by);
    }
}
