package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why Bitbucket has not created a branch, where that is not the end. */
final class CreateBranchRefusal {

    private static final int BAD_REQUEST = 400;
    private static final String TARGET = "target";

    // The words for a start that is not there are not known for sure.
    private static final Pattern UNKNOWN_COMMIT = Pattern.compile(
            "(?i)(?=.*\\b(commit|revision|changeset|hash|target|ref|branch)\\b)"
                    + ".*(not found|unknown|no such|(does not|doesn't) exist|(could not|couldn't|can't|cannot) (be )?f(ind|ound)).*");

    private CreateBranchRefusal() {}

    /** There is a branch of that name. Documented is neither; the key was seen. */
    static boolean isForExisting(Throwable failure) {
        return failure instanceof Invalid invalid
                && (invalid.key().equals("BRANCH_ALREADY_EXISTS")
                        || invalid.getMessage().toLowerCase(Locale.ROOT).contains("already exists"));
    }

    /** Nothing says why: that the branch exists is what it may well be. */
    static boolean isSilent(Throwable failure) {
        return failure instanceof Invalid invalid && invalid.isSilent();
    }

    /** Neither a commit nor a branch goes by what was given as its start. */
    static boolean isForUnknownStart(Throwable failure) {
        return failure instanceof NotFound
                || failure instanceof Invalid invalid
                        && invalid.status() == BAD_REQUEST
                        && (invalid.fields().keySet().stream().anyMatch(field -> field.startsWith(TARGET))
                                || UNKNOWN_COMMIT.matcher(invalid.words()).matches());
    }
}
