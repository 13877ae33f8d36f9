package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.LeftOut;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The reviewers to ask for one pull request, and those that can't be asked. Its methods follow each other, so that it
 * is never used by two threads at once.
 */
final class Reviewers {

    // More than these would not be reviewed by anybody; it bounds what a long list may cost.
    private static final int MOST = 100;

    private final BitbucketClient client;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    private record Candidate(UserId id, Optional<User> user, boolean byDefault) {
        String name() {
            return user.map(User::name).orElse(id.value());
        }
    }

    Reviewers(BitbucketClient client) {
        this.client = client;
    }

    /** Adds those that the request names and, if it says so, the repository's default reviewers. */
    CompletableFuture<Reviewers> resolve(OpenPullRequest.Request request) {
        List<String> nicknames = new ArrayList<>();
        for (String reviewer : request.reviewers()) {
            if (UserId.isOne(reviewer)) {
                add(new Candidate(new UserId(reviewer), Optional.empty(), false));
            } else {
                nicknames.add(reviewer);
            }
        }
        return addByNickname(request.repository().workspace(), nicknames)
                .thenCompose(done -> request.defaultReviewers() ? addDefault(request) : done());
    }

    /** Adds those who review already, so that nobody is taken off. */
    void keep(Collection<User> present) {
        for (User user : present) {
            UserId.of(user).ifPresent(id -> add(new Candidate(id, Optional.of(user), false)));
        }
    }

    /** The author of a pull request can't review it. */
    void leaveOutAuthor(User author) {
        for (Candidate candidate : new ArrayList<>(candidates.values())) {
            if (candidate.id().isOf(author)) {
                drop(candidate, author.name() + " is the author and cannot be included as a reviewer.");
            }
        }
    }

    List<UserId> ids() {
        return candidates.values().stream().map(Candidate::id).toList();
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Whether all of them are among {@code present}. */
    boolean allAmong(Collection<User> present) {
        return ids().stream().allMatch(id -> present.stream().anyMatch(id::isOf));
    }

    /**
     * Takes off whom Bitbucket refused: at least one, so that asking again comes to an end.
     *
     * @param messages what it said of the field {@code reviewers}
     */
    CompletableFuture<Void> drop(List<String> messages) {
        if (dropNamed(messages)) {
            return CompletableFuture.completedFuture(null);
        }
        return lookUpUnknown().thenAccept(someGone -> {
            if (!dropNamed(messages) && !someGone) {
                new ArrayList<>(candidates.values()).forEach(c -> drop(c, String.join(" ", messages)));
            }
        });
    }

    private CompletableFuture<Reviewers> done() {
        return CompletableFuture.completedFuture(this);
    }

    private CompletableFuture<Reviewers> addByNickname(String workspace, List<String> nicknames) {
        if (nicknames.isEmpty()) {
            return done();
        }
        return Page.collect(client.members(workspace, nicknames), MOST).thenApply(members -> {
            for (String nickname : nicknames) {
                List<User> named = members.stream()
                        .filter(member -> member.nickname().equalsIgnoreCase(nickname))
                        .toList();
                if (named.size() == 1 && UserId.of(named.get(0)).isPresent()) {
                    add(new Candidate(UserId.of(named.get(0)).get(), Optional.of(named.get(0)), false));
                } else {
                    leftOut.add(new LeftOut(
                            nickname,
                            named.isEmpty()
                                    ? "no member of the workspace " + workspace + " has this nickname"
                                    : "several members have this nickname: name the account ID in its place"));
                }
            }
            return this;
        });
    }

    private CompletableFuture<Reviewers> addDefault(OpenPullRequest.Request request) {
        return Page.collect(client.repository(request.repository()).effectiveDefaultReviewers(), MOST)
                .thenApply(users -> {
                    for (User user : users) {
                        UserId.of(user).ifPresent(id -> add(new Candidate(id, Optional.of(user), true)));
                    }
                    return this;
                });
    }

    private void add(Candidate candidate) {
        boolean there = candidates.values().stream()
                .anyMatch(c -> c.id().equals(candidate.id())
                        || candidate.user().filter(c.id()::isOf).isPresent());
        if (!there) {
            candidates.put(candidate.id().value(), candidate);
        }
    }

    /** Drops those whose name stands in {@code messages}; whether there was one. */
    private boolean dropNamed(List<String> messages) {
        boolean dropped = false;
        for (Candidate candidate : new ArrayList<>(candidates.values())) {
            // "Jane Doe is not a member of …", "Jane Doe does not have access to …"
            Pattern subject = Pattern.compile("(^|\\W)" + Pattern.quote(candidate.name()) + " (is|does) ");
            Optional<String> message =
                    messages.stream().filter(m -> subject.matcher(m).find()).findFirst();
            if (message.isPresent()) {
                drop(candidate, message.get());
                dropped = true;
            }
        }
        return dropped;
    }

    private void drop(Candidate candidate, String why) {
        candidates.remove(candidate.id().value());
        // The account that opens the pull request may well be a default reviewer: nobody has to be told.
        if (!candidate.byDefault() || !why.contains("is the author")) {
            leftOut.add(new LeftOut(candidate.name(), why));
        }
    }

    /** Learns the names of those that are known by ID alone, and drops whom there is not; whether there was one. */
    private CompletableFuture<Boolean> lookUpUnknown() {
        CompletableFuture<Boolean> someGone = CompletableFuture.completedFuture(false);
        for (Candidate candidate : new ArrayList<>(candidates.values())) {
            if (candidate.user().isEmpty()) {
                someGone = someGone.thenCompose(before -> lookUp(candidate).thenApply(gone -> before || gone));
            }
        }
        return someGone;
    }

    private CompletableFuture<Boolean> lookUp(Candidate candidate) {
        return client.user(candidate.id()).handle((user, failure) -> {
            if (failure == null) {
                candidates.put(
                        candidate.id().value(),
                        new Candidate(candidate.id(), Optional.of(user), candidate.byDefault()));
                return false;
            }
            if (BitbucketException.cause(failure) instanceof NotFound) {
                drop(candidate, "there is no such account");
                return true;
            }
            throw BitbucketException.rethrow(failure);
        });
    }
}
