package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.git.MergeStyle;
import java.util.Optional;

/**
 * What who merges a pull request may choose.
 *
 * @param message of the commit; empty for Bitbucket's own
 * @param closeSourceBranch whether the source is deleted; empty for what was said when the pull request was opened
 */
public record MergeOptions(MergeStyle style, Optional<String> message, Optional<Boolean> closeSourceBranch) {

    static final MergeOptions USUAL = new MergeOptions(MergeStyle.MERGE_COMMIT, Optional.empty(), Optional.empty());
}
