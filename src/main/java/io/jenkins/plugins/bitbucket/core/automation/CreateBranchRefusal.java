package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why Bitbucket did not create a branch, if the operation can continue. */
final class CreateBranchRefusal {

    private static final int BAD_REQUEST = 400;
    private static final String TARGET = "target";

    // The words for a missing start are not known for certain.
    private static final Pattern UNKNOWN_COMMIT = Pattern.compile(
            "(?i)(?=.*\\b(commit|revision|changeset|hash|target|ref|branch)\\b)"
                    + ".*(not found|unknown|no such|(does not|doesn't) exist|(could not|couldn't|can't|cannot) (be )?f(ind|ound)).*");

    private CreateBranchRefusal() {}

    /** The branch exists. Neither is documented; the key was observed. */
    static boolean isForExisting(Throwable failure) {
        return failure instanceof Invalid invalid
                && (invalid.key().equals("BRANCH_ALREADY_EXISTS")
                        || invalid.getMessage().toLowerCase(Locale.ROOT).contains("already exists"));
    }

    /** There is no reason; the branch may exist. */
    static boolean isSilent(Throwable failure) {
        return failure instanceof Invalid invalid && invalid.isSilent();
    }

    /** The start is neither a commit nor a branch. */
    static boolean isForUnknownStart(Throwable failure) {
        return failure instanceof NotFound
                || failure instanceof Invalid invalid
                        && invalid.status() == BAD_REQUEST
                        && (invalid.fields().keySet().stream().anyMatch(field -> field.startsWith(TARGET))
                                || UNKNOWN_COMMIT.matcher(invalid.words()).matches());
    }
}
