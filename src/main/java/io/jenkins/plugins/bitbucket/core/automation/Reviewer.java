package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Someone to be asked for a review.
 *
 * @param id how to tell Bitbucket who it is
 * @param user what is known of the account
 * @param origin why it is to be asked
 */
record Reviewer(UserId id, Optional<User> user, Origin origin) {

    /** The first ones count, where there are several. */
    enum Origin {
        /** Reviews the pull request already. */
        PRESENT,
        /** Was named by the caller. */
        NAMED,
        /** Is one of the repository's default reviewers. */
        DEFAULT
    }

    /** What people know the account by, as far as it is known. */
    String name() {
        return user.map(User::name).orElse(id.value());
    }

    /** The names that Bitbucket may call it by. */
    Stream<String> names() {
        return user.stream().flatMap(known -> Stream.of(known.displayName(), known.nickname()));
    }

    boolean isStatusKnown() {
        return user.filter(known -> !known.accountStatus().isEmpty()).isPresent();
    }

    boolean isDeactivated() {
        return user.filter(User::isDeactivated).isPresent();
    }

    boolean isSameAs(Reviewer other) {
        return id.equals(other.id)
                || user.filter(other.id::isOf).isPresent()
                || other.user.filter(id::isOf).isPresent();
    }

    /** What is known of both, who are the same. */
    Reviewer and(Reviewer other) {
        Optional<User> known = other.isStatusKnown() ? other.user : user.or(() -> other.user);
        return new Reviewer(
                known.flatMap(UserId::of).orElse(id),
                known,
                origin.compareTo(other.origin) <= 0 ? origin : other.origin);
    }
}
