package io.jenkins.plugins.bitbucket.core.automation;

import java.net.URI;
import java.util.Optional;

/**
 * The requested branch.
 *
 * @param name its name
 * @param commit the full hash of its newest commit
 * @param url its page
 * @param created whether this operation created it. If a response from Bitbucket was lost, a branch at the commit where
 *     a new one starts counts as created
 * @param elsewhere for an existing branch: the commit where a new one would have started, if that is another one
 */
public record BranchResult(
        String name, String commit, Optional<URI> url, boolean created, Optional<String> elsewhere) {}
