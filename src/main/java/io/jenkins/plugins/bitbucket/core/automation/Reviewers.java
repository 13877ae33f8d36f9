package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.LeftOut;
import io.jenkins.plugins.bitbucket.core.automation.Reviewer.Origin;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.TokenRejected;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Who is asked to review one pull request, and who is left out and why: the one place where that is decided. Whoever
 * reviews already is never left out but for what Bitbucket has against that very account.
 *
 * <p>Its methods follow each other, so that it is never used by two threads at once.
 */
final class Reviewers {

    // More than these would not be reviewed by anybody; it bounds what a long list may cost.
    private static final int MAX_DEFAULT_REVIEWERS = 100;

    private final BitbucketClient client;
    private final List<Reviewer> reviewers = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Set<UserId> lookedUp = new HashSet<>();

    private Reviewers(BitbucketClient client) {
        this.client = client;
    }

    /** Those whom the request names and, if it says so, the repository's default reviewers. */
    static CompletableFuture<Reviewers> wanted(OpenPullRequest.Request request, BitbucketClient client) {
        Reviewers wanted = new Reviewers(client);
        List<String> nicknames = new ArrayList<>();
        for (String reviewer : request.reviewers()) {
            if (UserId.isOne(reviewer)) {
                wanted.add(new Reviewer(new UserId(reviewer), Optional.empty(), Origin.NAMED));
            } else {
                nicknames.add(reviewer);
            }
        }
        return wanted.addByNickname(request.repository().workspace(), nicknames)
                .thenCompose(done -> wanted.addDefault(request))
                .thenApply(done -> wanted);
    }

    /** Adds those who review it already, and leaves out its author, who can't. */
    void join(PullRequest open) {
        for (Reviewer reviewer : List.copyOf(reviewers)) {
            if (reviewer.id().isOf(open.author())) {
                leaveOut(reviewer, open.author().name() + " is the author and cannot be included as a reviewer.");
            }
        }
        addKnown(open.reviewers().orElse(List.of()), Origin.PRESENT);
        leaveOutDeactivated();
    }

    List<UserId> ids() {
        return reviewers.stream().map(Reviewer::id).toList();
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Leaves out those who are known to be deactivated, before Bitbucket refuses all for them. */
    void leaveOutDeactivated() {
        leaveOut(
                reviewer -> reviewer.origin() != Origin.PRESENT && reviewer.isDeactivated(),
                Sentences.of("Reviewer.Deactivated"));
    }

    /** Leaves out all who do not review it already. */
    void leaveOutNewcomers(String why) {
        leaveOut(reviewer -> reviewer.origin() != Origin.PRESENT, why);
    }

    /**
     * Leaves out those whom a refusal is about: whom it names, else who is deactivated or unknown, which is looked up.
     *
     * @return whether there was one
     */
    CompletableFuture<Boolean> leaveOutRefused(ReviewerRefusal refusal) {
        int before = reviewers.size();
        return lookUp(reviewer -> reviewer.user().isEmpty() && !lookedUp.contains(reviewer.id()))
                .thenCompose(named -> {
                    leaveOutNamed(refusal);
                    if (reviewers.size() < before) {
                        return CompletableFuture.completedFuture(true);
                    }
                    return lookUp(reviewer -> !reviewer.isStatusKnown() && !lookedUp.contains(reviewer.id()))
                            .thenApply(known -> {
                                leaveOut(Reviewer::isDeactivated, Sentences.of("Reviewer.Deactivated"));
                                return reviewers.size() < before;
                            });
                });
    }

    /** Takes those away who do not review it already, to give them back one after the other. */
    List<Reviewer> takeNewcomers() {
        List<Reviewer> newcomers = reviewers.stream()
                .filter(reviewer -> reviewer.origin() != Origin.PRESENT)
                .toList();
        reviewers.removeAll(newcomers);
        return newcomers;
    }

    void giveBack(Collection<Reviewer> some) {
        reviewers.addAll(some);
    }

    void leaveOut(Reviewer reviewer, String why) {
        reviewers.remove(reviewer);
        // The account that opens the pull request may well be a default reviewer: nobody has to be told.
        if (reviewer.origin() != Origin.DEFAULT || !why.contains("is the author")) {
            leftOut.add(new LeftOut(reviewer.name(), why));
        }
    }

    private void leaveOut(Predicate<Reviewer> which, String why) {
        reviewers.stream().filter(which).toList().forEach(reviewer -> leaveOut(reviewer, why));
    }

    private void leaveOutNamed(ReviewerRefusal refusal) {
        List<Reviewer> all = List.copyOf(reviewers);
        for (Reviewer reviewer : all) {
            refusal.of(reviewer, all, Reviewer::names).ifPresent(message -> leaveOut(reviewer, message));
        }
    }

    private CompletableFuture<Void> addByNickname(String workspace, List<String> nicknames) {
        if (nicknames.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Predicate<User> named = member -> nicknames.stream().anyMatch(member.nickname()::equalsIgnoreCase);
        return Page.collect(client.members(workspace, nicknames), named, Integer.MAX_VALUE)
                .thenAccept(members -> nicknames.forEach(nickname -> {
                    List<User> meant = meant(nickname, members);
                    if (meant.size() == 1 && UserId.of(meant.get(0)).isPresent()) {
                        addKnown(meant, Origin.NAMED);
                    } else {
                        leftOut.add(new LeftOut(nickname, whyNot(meant, workspace)));
                    }
                }));
    }

    private static String whyNot(List<User> meant, String workspace) {
        return switch (meant.size()) {
            case 0 -> Sentences.of("Reviewer.NoMember", workspace);
            case 1 -> Sentences.of("Reviewer.NoId");
            default -> Sentences.of("Reviewer.SeveralMembers");
        };
    }

    /** Those who have a nickname; of several the one who has it in the same letter case, and whose account is in use. */
    private static List<User> meant(String nickname, List<User> members) {
        List<User> meant = members.stream()
                .filter(member -> member.nickname().equalsIgnoreCase(nickname))
                .toList();
        List<User> apart = meant.stream()
                .filter(member -> UserId.of(member)
                        .map(id -> meant.stream().filter(id::isOf).findFirst().orElse(member) == member)
                        .orElse(true))
                .toList();
        List<User> exact = narrowed(apart, member -> member.nickname().equals(nickname));
        return narrowed(exact, member -> !member.isDeactivated());
    }

    private static List<User> narrowed(List<User> users, Predicate<User> condition) {
        List<User> some = users.stream().filter(condition).toList();
        return some.isEmpty() ? users : some;
    }

    private CompletableFuture<Void> addDefault(OpenPullRequest.Request request) {
        if (!request.defaultReviewers()) {
            return CompletableFuture.completedFuture(null);
        }
        return Page.collect(client.repository(request.repository()).effectiveDefaultReviewers(), MAX_DEFAULT_REVIEWERS)
                .thenAccept(users -> addKnown(users, Origin.DEFAULT));
    }

    private void addKnown(Collection<User> users, Origin origin) {
        users.forEach(user -> UserId.of(user).ifPresent(id -> add(new Reviewer(id, Optional.of(user), origin))));
    }

    /** Each account once, by all that is known of it. */
    private void add(Reviewer reviewer) {
        Optional<Reviewer> known = reviewers.stream().filter(reviewer::isSameAs).findFirst();
        known.ifPresentOrElse(
                same -> reviewers.set(reviewers.indexOf(same), same.and(reviewer)), () -> reviewers.add(reviewer));
    }

    /** Learns who they are, and leaves out whom there is not. */
    private CompletableFuture<Void> lookUp(Predicate<Reviewer> which) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (Reviewer reviewer : reviewers.stream().filter(which).toList()) {
            done = done.thenCompose(before -> lookUp(reviewer));
        }
        return done;
    }

    private CompletableFuture<Void> lookUp(Reviewer reviewer) {
        lookedUp.add(reviewer.id());
        return client.user(reviewer.id()).handle((user, failure) -> {
            Throwable cause = failure == null ? null : BitbucketException.cause(failure);
            if (cause == null) {
                reviewers.remove(reviewer);
                add(new Reviewer(reviewer.id(), Optional.of(user), reviewer.origin()));
            } else if (cause instanceof NotFound) {
                leaveOut(reviewer, Sentences.of("Reviewer.Unknown"));
            } else if (cause instanceof Transient || cause instanceof TokenRejected || cause instanceof Unreachable) {
                throw BitbucketException.rethrow(cause);
            }
            // Else nothing was learnt of them, and trying tells whom Bitbucket takes.
            return null;
        });
    }
}
