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
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Unreachable;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The reviewers of one pull request, and those who are omitted, with the reason. This is the only place that decides
 * this. A current reviewer is omitted only if Bitbucket rejects that account.
 *
 * <p>Its methods are called one after the other, never by two threads at once.
 */
final class Reviewers {

    // More reviewers make no sense; this limits the cost of a long list.
    private static final int MAX_DEFAULT_REVIEWERS = 100;

    private final BitbucketClient client;
    private final List<Reviewer> reviewers = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Set<UserId> lookedUp = new HashSet<>();
    private final Set<UserId> notFound = new HashSet<>();

    private Reviewers(BitbucketClient client) {
        this.client = client;
    }

    /** The reviewers in the request and, if requested, the repository's default reviewers. */
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

    /** Adds the current reviewers, and omits the author, who can't review. */
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

    /** Omits accounts that are known to be deactivated, before Bitbucket rejects all because of them. */
    void leaveOutDeactivated() {
        leaveOut(
                reviewer -> reviewer.origin() != Origin.PRESENT && reviewer.isDeactivated(),
                Sentences.of("Reviewer.Deactivated"));
    }

    /** Omits everybody except the current reviewers. */
    void leaveOutNewcomers(String why) {
        leaveOut(reviewer -> reviewer.origin() != Origin.PRESENT, why);
    }

    /**
     * Omits the accounts that a refusal names; otherwise those that a lookup shows to be deactivated, or unknown unless
     * they are current reviewers.
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

    /** Sets aside everybody except the current reviewers, to add them back one by one. */
    List<Reviewer> takeNewcomers() {
        return take(reviewer -> reviewer.origin() != Origin.PRESENT);
    }

    /** Sets aside the current reviewers that a lookup did not find: an app is a reviewer, but no personal account. */
    List<Reviewer> takeNotFound() {
        return take(reviewer -> notFound.contains(reviewer.id()));
    }

    /** Sets aside those who are not among the reviewers of the pull request now, if these are known. */
    List<Reviewer> takeMissing(PullRequest now) {
        return take(reviewer -> now.reviewers()
                .filter(users -> users.stream().noneMatch(reviewer.id()::isOf))
                .isPresent());
    }

    private List<Reviewer> take(Predicate<Reviewer> which) {
        List<Reviewer> some = reviewers.stream().filter(which).toList();
        reviewers.removeAll(some);
        return some;
    }

    void giveBack(Collection<Reviewer> some) {
        reviewers.addAll(some);
    }

    void leaveOut(Reviewer reviewer, String why) {
        reviewers.remove(reviewer);
        // The account that opens the pull request is often a default reviewer; this needs no warning.
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

    /** The accounts with a nickname; among several, the active one with the same letter case. */
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

    /** Each account once, with everything known about it. */
    private void add(Reviewer reviewer) {
        Optional<Reviewer> known = reviewers.stream().filter(reviewer::isSameAs).findFirst();
        known.ifPresentOrElse(
                same -> reviewers.set(reviewers.indexOf(same), same.and(reviewer)), () -> reviewers.add(reviewer));
    }

    /** Looks the accounts up, and omits those that do not exist, except current reviewers. */
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
            } else if (cause instanceof NotFound && reviewer.origin() == Origin.PRESENT) {
                notFound.add(reviewer.id());
            } else if (cause instanceof NotFound) {
                leaveOut(reviewer, Sentences.of("Reviewer.Unknown"));
            } else if (cause instanceof Transient || cause instanceof TokenRejected || cause instanceof Unreachable) {
                throw BitbucketException.rethrow(cause);
            }
            // Otherwise the lookup gave no answer, and trying shows whom Bitbucket accepts.
            return null;
        });
    }
}
