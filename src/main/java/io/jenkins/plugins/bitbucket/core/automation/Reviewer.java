package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A reviewer to add.
 *
 * @param id identifies the account for Bitbucket
 * @param user what is known of the account
 * @param origin why to add it
 */
record Reviewer(UserId id, Optional<User> user, Origin origin) {

    /** In order of precedence. */
    enum Origin {
        /** Already reviews the pull request. */
        PRESENT,
        /** Was named by the caller. */
        NAMED,
        /** Is one of the repository's default reviewers. */
        DEFAULT
    }

    /** The best known name of the account. */
    String name() {
        return user.map(User::name).orElse(id.value());
    }

    /** The names that Bitbucket may use for it. */
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

    /** Combines what is known of the same account. */
    Reviewer and(Reviewer other) {
        Optional<User> known = other.isStatusKnown() ? other.user : user.or(() -> other.user);
        return new Reviewer(
                known.flatMap(UserId::of).orElse(id),
                known,
                origin.compareTo(other.origin) <= 0 ? origin : other.origin);
    }
}
