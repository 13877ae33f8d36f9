package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.git.MergeStyle;
import java.util.Optional;

/**
 * The options of a merge.
 *
 * @param message the commit message; empty for Bitbucket's default
 * @param closeSourceBranch whether the source is deleted; empty for the setting of the pull request
 */
public record MergeOptions(MergeStyle style, Optional<String> message, Optional<Boolean> closeSourceBranch) {

    static final MergeOptions USUAL = new MergeOptions(MergeStyle.MERGE_COMMIT, Optional.empty(), Optional.empty());
}
