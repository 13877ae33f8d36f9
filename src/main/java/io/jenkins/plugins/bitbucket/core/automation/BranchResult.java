package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The branch that was asked for.
 *
 * @param name its name
 * @param commit the full hash of its newest commit
 * @param url its page
 * @param created whether it was created now, and was not there before; where an answer of Bitbucket was lost, a branch
 *     that stands where a new one starts is taken for created
 * @param elsewhere for a branch that was there before: the commit that a new one would have started from, if that is
 *     another one
 */
public record BranchResult(
        String name, String commit, Optional<URI> url, boolean created, Optional<String> elsewhere) {}
