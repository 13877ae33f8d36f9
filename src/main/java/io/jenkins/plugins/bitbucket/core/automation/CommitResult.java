package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The commit that was asked for.
 *
 * @param commit its full hash; where nothing was to change, that of the commit which has everything already
 * @param url its page
 * @param branch the branch that it is on, or would be on
 * @param changed whether a commit was made
 */
public record CommitResult(String commit, Optional<URI> url, String branch, boolean changed) {}
