package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The requested commit.
 *
 * @param commit its full hash; if nothing changed, the hash of the commit that already contains everything
 * @param url its page
 * @param branch its branch
 * @param changed whether a commit was made
 */
public record CommitResult(String commit, Optional<URI> url, String branch, boolean changed) {}
